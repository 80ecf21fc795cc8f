"""Independent twins of the compiled scorers, and the check of certificates.

One module a domain, one function a problem: `function(instance, construction)` takes the plain data of a certificate and returns the proved
value (`Fraction`, or `Enclosure` where only an interval can be had), or raises `Refuted` naming the rule that is broken. They share nothing with
the scorers but the definition: Python integers and fractions, no numpy, no compiled code of ours.
"""
