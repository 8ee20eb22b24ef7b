/** Of the map's page; colours that keep 4.5:1 against their ground in light and dark. */
export const MAP_STYLE = `
:root { --ground: #fff; --ink: #16202c; --quiet: #526070; --line: #d5dce4; --box: #f5f7fa;
  --healthy: #1a7f4b; --degraded: #8f5d00; --unhealthy: #bb1f2f; --unknown: #5f6b7a; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #11161d; --ink: #e8edf3; --quiet: #a3b0bf; --line: #2f3a47; --box: #1a222c;
    --healthy: #4cc38a; --degraded: #e3a33c; --unhealthy: #ff8088; --unknown: #9aa7b5; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1200px; margin: 0 auto; padding: 16px; }
h1 { font-size: 22px; margin: 0 0 4px; }
h2 { font-size: 17px; margin: 28px 0 8px; }
p { margin: 4px 0; }
.quiet { color: var(--quiet); }
.map { overflow: auto; margin: 16px 0; border: 1px solid var(--line); border-radius: 8px; }
.map svg { display: block; }
.edge { fill: none; }
.edge.healthy { stroke: var(--healthy); } .edge.degraded { stroke: var(--degraded); stroke-dasharray: 9 4; }
.edge.unhealthy { stroke: var(--unhealthy); stroke-dasharray: 4 4; } .edge.unknown { stroke: var(--unknown); }
.tip.healthy { fill: var(--healthy); } .tip.degraded { fill: var(--degraded); }
.tip.unhealthy { fill: var(--unhealthy); } .tip.unknown { fill: var(--unknown); }
.node rect { fill: var(--box); stroke-width: 2; }
.node.healthy rect { stroke: var(--healthy); } .node.degraded rect { stroke: var(--degraded); }
.node.unhealthy rect { stroke: var(--unhealthy); stroke-width: 3; } .node.unknown rect { stroke: var(--unknown); }
.node text { text-anchor: middle; fill: var(--ink); }
.name { font: 600 13px system-ui, sans-serif; }
.numbers { font: 12px system-ui, sans-serif; }
.node .numbers { fill: var(--quiet); }
.node.unhealthy .numbers { fill: var(--unhealthy); }
.node.degraded .numbers { fill: var(--degraded); }
table { border-collapse: collapse; width: 100%; table-layout: auto; }
th, td { text-align: left; padding: 6px 8px; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
th[scope=row] { font-weight: 600; }
thead th { color: var(--quiet); font-weight: 600; overflow-wrap: normal; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.health.healthy { color: var(--healthy); } .health.degraded { color: var(--degraded); }
.health.unhealthy { color: var(--unhealthy); font-weight: 700; } .health.unknown { color: var(--unknown); }
ul { padding-left: 20px; margin: 0; }
li { margin: 6px 0; overflow-wrap: anywhere; }
code { font: 13px ui-monospace, monospace; }
@media (max-width: 640px) {
  thead { display: none; }
  tr { display: grid; grid-template-columns: 1fr 1fr 1fr; padding: 8px 0; border-bottom: 1px solid var(--line); }
  th, td { border: 0; padding: 2px 4px; text-align: left; }
  th[scope=row] { grid-column: 1 / -1; }
  td::before { content: attr(data-label) " "; color: var(--quiet); }
}
`;
