# expect: invalid: state: 65537 bytes, at most 65536 allowed
def solve(**_):
    return {"ask": [[0, 1]], "state": bytes(65537)}
