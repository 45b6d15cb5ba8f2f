"""Texts that try to be something else: the corpus that every widget for outside text is tried on."""

HOSTILE = {
    "bidi override": "invoice\u202egpj.exe",
    "bidi isolate": "pay \u2067abc\u2069 now",
    "zero width": "pay\u200bpal\u200c.\u200dcom\ufeff",
    "soft hyphen": "trans\u00adfer",
    "tag characters": "hello\U000e0041\U000e0042\U000e007f",
    "variation selectors": "a\ufe01b\U000e0100c",
    "ansi": "\x1b[31mred\x1b[0m \x9b1m",
    "bell and null": "a\x07b\x00c",
    "backspace": "DENY\x08\x08\x08\x08ALLOW",
    "carriage return": "visible\rhidden",
    "separators": "one\u2028two\u2029three",
    "private use": "\ue000\U000f0000",
    "unassigned": "\u0378\U0003fffd",
    "hangul filler": "a\u3164b\u115fc\uffa0",
    "braille blank": "a\u2800b",
    "odd spaces": "a\u2003b\u3000c\u00a0d",
    "stacked marks": "z" + "\u0301" * 40,
    "forged chip": "⟦U+202E⟧",
    "html": "<b>bold</b><img src='file:///etc/passwd'><script>x</script>",
    "html entity": "&lt;b&gt; &amp; &#8238;",
    "qt rich": "<qt><h1>Approved</h1></qt>",
    "markdown": "[click](https://evil.example/) ![x](file:///etc/hosts)",
    "mnemonic": "A&pprove && run",
    "right to left": "שלום 124000 ILS",
    "newlines": "a\n\n\n\nb",
    "tab": "a\tb",
    "emoji": "👍🏽 ❤️ 👨‍👩‍👧",
    "astral before chip": "😀😀\u202eabc",
    "empty": "",
}

_RTL_AMOUNT = "\u0661\u0662\u066b\u0664"
FLOODS = {
    "padding of 10,000 lines": "start" + "\n" * 10_000 + "APPROVED BY YOUR OWNER",
    "padding of spaces": "pay" + " " * 20_000 + "nothing",
    "a word without end": "w" * 20_000,
    "a flood of marks": "z" + "\u0301\u0300\u0323" * 3_000,
    "a mark on each letter": "".join(f"{letter}\u0489" for letter in "approved" * 200),
    "a flood of overrides": "\u202e\u202d" * 500,
    "a flood of tag characters": "ok" + "".join(chr(0xE0020 + n % 95) for n in range(1_000)),
    "ansi that clears the screen": "\x1b[2J\x1b[H\x1b]0;Approved\x07\x1b]8;;http://127.0.0.1/\x07link\x1b]8;;\x07",
    "right-to-left amount": f"\u202b{_RTL_AMOUNT} ₪\u202c EUR 1.00",
    "right-to-left payee": "\u05d1\u05e0\u05e7 12-34-56 \u05dc\u05d0\u05d5\u05de\u05d9",
    "look-alike payee, Cyrillic": "\u0410\u0441m\u0435 G\u043cbH",
    "look-alike payee, Greek": "\u0391cme Gmb\u0397",
    "look-alike payee, full width": "\uff21\uff43\uff4d\uff45",
    "look-alike payee, mathematical": "\U0001d400\U0001d41c\U0001d426\U0001d41e",
    "look-alike separator": "ACME\u2024GmbH\u2044IBAN",
    "forged fields": "order 1\nAmount\t€0.01\nPay to\tnobody\nRisk: Low",
    "style sheet": "QLabel { color: transparent } </style><style>*{display:none}</style>",
}
"""What would be too much to lay out for each small widget: floods, and what is told apart only beside its like."""

EVERY = {**HOSTILE, **FLOODS}
