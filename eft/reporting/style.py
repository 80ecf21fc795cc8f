"""The one style sheet of report pages and of figures saved by themselves: light, dark and print."""

from __future__ import annotations

# Series colours: Okabe and Ito's, darkened or lightened for contrast; they keep their order in both themes.
COLOURS = """
:root { color-scheme: light dark; --paper: #fdfdfb; --ink: #1d2126; --soft: #5e6670; --rule: #dcdfe3; --wash: #f2f3f1;
  --s0: #0a5fa5; --s1: #b4500a; --s2: #0b7a5b; --s3: #9a3f7c; --s4: #7a6a00; --s5: #2b8fbd; --add: #e2f2e5; --del: #fae4e1; }
@media (prefers-color-scheme: dark) { :root { --paper: #15181b; --ink: #e4e6e8; --soft: #9aa3ac; --rule: #333a41; --wash: #1e2327;
  --s0: #6db3ee; --s1: #f0a05e; --s2: #4fc79c; --s3: #dd8cc0; --s4: #d9c64a; --s5: #8fd0ef; --add: #17341f; --del: #431f1c; } }
@media print { :root { --paper: #fff; --ink: #000; } }
"""

FIGURE = """
svg { display: block; max-width: 100%; height: auto; font: 12px system-ui, sans-serif; fill: var(--ink); }
svg .axis { stroke: var(--soft); stroke-width: 1; fill: none; } svg .grid { stroke: var(--rule); stroke-width: 1; }
svg text { fill: var(--soft); font-variant-numeric: tabular-nums; } svg .end { text-anchor: end; } svg .middle { text-anchor: middle; }
svg .curve { fill: none; stroke-width: 2; stroke-linejoin: round; } svg .thin { stroke-width: 1; stroke-opacity: 0.45; }
svg .band { fill-opacity: 0.15; stroke: none; } svg .dot { fill-opacity: 0.35; stroke: none; } svg .area { fill-opacity: 0.18; stroke: none; }
svg .level { stroke: var(--soft); stroke-dasharray: 5 4; fill: none; } svg .edge { fill: none; stroke: var(--rule); stroke-width: 1; }
svg .path { stroke-width: 2.5; fill: none; } svg .shape { fill-opacity: 0.16; stroke-width: 1.2; } svg .wall { fill: none; stroke: var(--ink); }
svg .hollow { fill: var(--paper); stroke-width: 1.5; } svg .faint { fill: var(--soft); fill-opacity: 0.45; }
""" + " ".join(f"svg .l{i} {{ stroke: var(--s{i}); }} svg .f{i} {{ fill: var(--s{i}); }}" for i in range(6))

PAGE = """
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 0.25rem; } h2 { font-size: 1.2rem; margin: 2.5rem 0 0.5rem; overflow-wrap: anywhere; }
h3 { font-size: 1rem; margin: 1.75rem 0 0.4rem; } p { margin: 0.4rem 0; max-width: 46rem; } section > h2 { border-top: 1px solid var(--rule); padding-top: 1.5rem; }
.lead { color: var(--soft); } .note { color: var(--soft); font-size: 0.85rem; } .warn { border-left: 3px solid var(--s1); padding-left: 0.75rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: 0.88rem; margin: 0.5rem 0; }
th, td { padding: 0.25rem 0.7rem; border-bottom: 1px solid var(--rule); vertical-align: top; text-align: left; }
thead th { color: var(--soft); font-weight: 600; white-space: nowrap; vertical-align: bottom; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } td.text { overflow-wrap: anywhere; min-width: 7rem; }
.settings th { color: var(--soft); font-weight: 400; white-space: nowrap; } .settings td { overflow-wrap: anywhere; }
pre { background: var(--wash); padding: 0.75rem 1rem; overflow: auto; max-height: 40rem; font: 0.8rem/1.45 ui-monospace, monospace; margin: 0.5rem 0; tab-size: 4; }
.diff span { display: inline-block; min-width: 100%; } .diff .add { background: var(--add); } .diff .del { background: var(--del); } .diff .hunk { color: var(--soft); }
details { margin: 0.5rem 0; } summary { cursor: pointer; color: var(--soft); } figure { margin: 0.75rem 0; } figcaption { color: var(--soft); font-size: 0.85rem; }
a { color: var(--s0); } .pair { display: flex; flex-wrap: wrap; gap: 1.5rem; } .pair > * { flex: 1 1 22rem; min-width: 0; }
@media print { main { max-width: none; padding: 0; } pre { max-height: none; white-space: pre-wrap; } section, figure { break-inside: avoid-page; } }
"""

STYLE = COLOURS + FIGURE + PAGE
