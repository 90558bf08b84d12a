export const FONT_PATH = '/sandbox/mail/inter.woff2'

/** The mailbox's look: the product's tokens, in both themes, in one sheet that needs nothing else. */
export const STYLE = `
@font-face{font-family:"Inter Variable";src:url(${FONT_PATH}) format("woff2");font-weight:100 900;font-display:swap}
:root{--paper:#fbfaf7;--surface:#fff;--sunken:#f4f2ed;--line:#e6e2da;--ink:#1c1b18;--ink-2:#57534a;--accent:#0b6b4d;--accent-soft:#e3f1ea;color-scheme:light dark}
@media (prefers-color-scheme:dark){:root{--paper:#141311;--surface:#1b1a17;--sunken:#24221e;--line:#2c2a25;--ink:#f1eee7;--ink-2:#b9b3a6;--accent:#4cc598;--accent-soft:#17352a}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:14px/1.5 "Inter Variable",Inter,system-ui,sans-serif;-webkit-font-smoothing:antialiased}
a{color:inherit;text-decoration:none}h1,p{margin:0}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
.note{text-align:center;font-size:12px;padding:6px 12px;background:var(--sunken);color:var(--ink-2);border-bottom:1px solid var(--line)}
main{max-width:860px;margin:0 auto;padding:28px 24px 72px}
.head{display:flex;align-items:center;gap:12px 16px;flex-wrap:wrap;margin-bottom:20px}
h1{font-size:22px;font-weight:620;letter-spacing:-.015em;line-height:1.3}
.muted{color:var(--ink-2)}.small{font-size:13px}.num{font-variant-numeric:tabular-nums}
form{display:flex;gap:8px;margin-left:auto}
input{height:36px;width:240px;max-width:100%;padding:0 12px;border:1px solid var(--line);border-radius:7px;background:var(--surface);color:var(--ink);font:inherit}
.btn{display:inline-flex;align-items:center;height:36px;padding:0 14px;border:1px solid var(--line);border-radius:7px;background:var(--surface);color:var(--ink);font:inherit;font-weight:500;cursor:pointer;white-space:nowrap}
.btn[aria-current]{background:var(--sunken)}
.list{list-style:none;margin:0;padding:0;background:var(--surface);border:1px solid var(--line);border-radius:8px;overflow:hidden}
.list li+li{border-top:1px solid var(--line)}
.row{display:grid;grid-template-columns:1fr auto;gap:2px 16px;padding:12px 16px}
.row:hover{background:var(--sunken)}.row:focus-visible{outline-offset:-2px}
.row b{font-weight:560}.row span{min-width:0;overflow-wrap:anywhere}.row .wide{grid-column:1/-1;overflow:hidden;white-space:nowrap;text-overflow:ellipsis}
.empty{display:grid;gap:10px;justify-items:center;padding:56px 24px;text-align:center;background:var(--surface);border:1px solid var(--line);border-radius:8px}
.back{display:inline-block;padding:4px 0;margin-bottom:12px;color:var(--ink-2)}
dl{display:grid;grid-template-columns:auto 1fr;gap:4px 16px;margin:14px 0 18px}dt{color:var(--ink-2)}dd{margin:0;overflow-wrap:anywhere}
.files{display:flex;gap:8px;flex-wrap:wrap;list-style:none;padding:0;margin:0 0 18px}
.views{display:flex;gap:8px;margin-bottom:12px}
iframe{display:block;width:100%;height:max(640px,calc(100vh - 300px));border:1px solid var(--line);border-radius:8px;background:var(--paper)}
pre{margin:0;padding:20px;background:var(--surface);border:1px solid var(--line);border-radius:8px;font:13px/1.6 ui-monospace,SFMono-Regular,Menlo,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
@media (max-width:640px){.row{grid-template-columns:1fr}.row time{grid-row:3}main{padding:20px 14px 56px}form{margin-left:0;width:100%}input{flex:1;min-width:0}}
`
