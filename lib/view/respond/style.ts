/** The style of the pages that links lead to: a phone at night first, then everything else. */
export const RESPOND_STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f6f6f4; --surface: #ffffff; --ink: #17191c; --muted: #5c626b; --hairline: #dddcd6;
  --action: #2f49b8; --on-action: #ffffff; --focus: #17191c;
  --good: #17663f; --good-wash: #e6f3eb; --warn: #7a5005; --warn-wash: #fbf1da;
  --critical: #b02222; --high: #b02222; --medium: #7a5005; --low: #4a515b; --on-badge: #ffffff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #101215; --surface: #181b1f; --ink: #eceef0; --muted: #a1a8b2; --hairline: #2f343b;
    --action: #9db0ff; --on-action: #10131c; --focus: #eceef0;
    --good: #7cd6a8; --good-wash: #14291e; --warn: #e8bd6b; --warn-wash: #2d2412;
    --critical: #ff938a; --high: #ff938a; --medium: #e8bd6b; --low: #b6bdc7; --on-badge: #17191c;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--surface); color: var(--ink);
  font: 1.0625rem/1.5 Inter, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
main {
  max-width: 40rem; margin: 0 auto; padding: 1.25rem 1.125rem 2rem;
  background: var(--surface); overflow-wrap: anywhere;
}
h1 { margin: .625rem 0 .25rem; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 1.75rem 0 .5rem; font-size: 1rem; }
p { margin: .375rem 0; }
a { color: var(--action); }
.where { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; margin: 0; }
.notice + .where { margin-top: 1.25rem; }
.badge {
  padding: .125rem .5rem; border-radius: .25rem; color: var(--on-badge); background: var(--low);
  font-size: .8125rem; font-weight: 700; letter-spacing: .04em; text-transform: uppercase;
}
.critical { background: var(--critical); } .high { background: var(--high); } .medium { background: var(--medium); }
.muted { color: var(--muted); }
.notice { margin: 0 0 .625rem; padding: .75rem .875rem; border-left: .25rem solid; border-radius: .25rem; font-weight: 600; }
.good { color: var(--good); background: var(--good-wash); }
.warn { color: var(--warn); background: var(--warn-wash); }
.first { margin-top: 1rem; padding: .75rem .875rem; border: 1px solid var(--hairline); border-radius: .375rem; }
.first b { display: block; }
form { position: sticky; bottom: 0; margin: 1.25rem 0 0; padding: .5rem 0 .75rem; background: var(--surface); }
button {
  width: 100%; min-height: 3.5rem; padding: .75rem 1rem; border: 0; border-radius: .5rem; cursor: pointer;
  color: var(--on-action); background: var(--action); font: inherit; font-size: 1.1875rem; font-weight: 700;
}
button:focus-visible, a:focus-visible { outline: .1875rem solid var(--focus); outline-offset: .1875rem; }
ol { margin: 0; padding: 0; list-style: none; }
li { padding: .5rem 0; border-top: 1px solid var(--hairline); }
time { font-variant-numeric: tabular-nums; color: var(--muted); }
li time { display: block; font-size: .875rem; }
@media (min-width: 48rem) {
  body { background: var(--ground); }
  main { margin: 3rem auto; padding: 2rem 2.25rem; border: 1px solid var(--hairline); border-radius: .75rem; }
  form { position: static; }
  button { width: auto; min-width: 16rem; }
  li { display: grid; grid-template-columns: 7.5rem 1fr; }
  li time { font-size: 1rem; }
}
`;
