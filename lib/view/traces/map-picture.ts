import type { GraphEdge, GraphNode, ServiceGraph } from '../../core/trace/service-graph';
import { plain } from '../escape';
import { quantity } from '../format';
import { type Html, html } from '../report/html';
import { BOX, type Box, layoutMap } from './map-layout';
import { milliseconds, shareOf } from './words';

/** Letters that have room in a box, most of the time. */
const NAME = 20;
const ROOM = BOX.width - 16;

export interface MapPictureOptions {
  /** For those who cannot see it. @default 'What calls what; the table below tells the same' */
  readonly label?: string;
  /** Pixels that it is made smaller for, as far as letters stay readable. @default - its own size */
  readonly room?: number;
}

/** Smaller letters are dust. */
const LEAST_SCALE = 0.8;

/** What surrounds it scrolls it where there is less room. */
export function mapPicture(graph: ServiceGraph, options: MapPictureOptions = {}): Html {
  const { label = 'What calls what; the table below tells the same', room = Number.POSITIVE_INFINITY } = options;
  const { boxes, edges, width, height, more } = layoutMap(graph);
  const scale = Math.min(1, Math.max(LEAST_SCALE, room / width));
  const [shownWidth, shownHeight] = [Math.floor(width * scale), Math.floor(height * scale)];
  const byKey = new Map(boxes.map((box) => [box.node.key, box]));
  return html`<div class="map" tabindex="0" role="region" aria-label="Picture of the map">
<svg width="${shownWidth}" height="${shownHeight}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">
<defs>${HEALTHS.map(
    (health) =>
      html`<marker id="to-${health}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z" class="tip ${health}"/></marker>`,
  )}</defs>
${edges.map((edge) => edgeLine(edge, byKey))}
${boxes.map(nodeBox)}
</svg>
</div>
${shownWidth > room && html`<p class="quiet">The picture is wider than its place: scroll it sideways.</p>`}${more > 0 && html`<p class="quiet">${more} nodes have no room in the picture.</p>`}`;
}

const HEALTHS = ['healthy', 'degraded', 'unhealthy', 'unknown'] as const;

function edgeLine(edge: GraphEdge, byKey: ReadonlyMap<string, Box>): Html {
  const [from, to] = [byKey.get(edge.from) as Box, byKey.get(edge.to) as Box];
  const { calls, faults, throttled, latency, health } = edge;
  const told = `${plain(from.node.name, 60)} to ${plain(to.node.name, 60)}: ${calls} calls, ${shareOf(faults + throttled, calls)} failed, p90 ${milliseconds(latency.p90)}`;
  const thickness = Math.min(6, 1.5 + Math.log10(Math.max(1, calls)));
  return html`<path class="edge ${health}" d="${curve(from, to)}" stroke-width="${Math.round(thickness * 10) / 10}" marker-end="url(#to-${health})"><title>${told}</title></path>
`;
}

/** From the right of one to the left of the other; back, or within a column, around below. */
function curve(from: Box, to: Box): string {
  const [x1, y1, x2, y2] = [from.x + BOX.width, from.y + BOX.height / 2, to.x - 1, to.y + BOX.height / 2].map(
    Math.round,
  ) as [number, number, number, number];
  if (x2 > x1) {
    const bend = Math.round((x2 - x1) / 2);
    return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
  }
  const below = Math.max(from.y, to.y) + BOX.height + 16;
  return `M${x1} ${y1}C${x1 + 40} ${below} ${x2 - 40} ${below} ${x2} ${y2}`;
}

const KINDS: Readonly<Record<GraphNode['kind'], string>> = { service: 'service', aws: 'AWS', remote: 'outside' };

function nodeBox({ node, x, y }: Box): Html {
  const { health, kind, requests, faults, latency } = node;
  const name = plain(node.name, NAME);
  const many = quantity(requests);
  const served =
    faults > 0 ? `${quantity(faults)} of ${many} failed` : `${many} ${requests === 1 ? 'request' : 'requests'}`;
  const pace = `${health === 'healthy' ? '' : `${health}, `}p90 ${milliseconds(latency.p90)}`;
  return html`<g class="node ${health}" transform="translate(${Math.round(x)} ${Math.round(y)})">
<title>${plain(node.name, 200)}: ${health}, ${KINDS[kind]}</title>
<rect width="${BOX.width}" height="${BOX.height}" rx="${kind === 'service' ? 6 : 26}"/>
<text x="${BOX.width / 2}" y="22" class="name"${squeezed(nameWidth(name))}>${name}</text>
${[served, pace].map((line, index) => html`<text x="${BOX.width / 2}" y="${40 + index * 16}" class="numbers"${squeezed(line.length * 6.2)}>${line}</text>`)}
</g>
`;
}

function nameWidth(name: string): number {
  const widths = Array.from(name, (letter) => (letter > '\u02ff' ? 14 : /[A-Z@%&mw]/.test(letter) ? 12 : 8));
  return widths.reduce((sum, width) => sum + width, 0);
}

/** Nobody knows here how wide letters are: what may be too wide, in pixels, is made to fit. */
function squeezed(width: number): Html | false {
  return width > ROOM && html` textLength="${ROOM}" lengthAdjust="spacingAndGlyphs"`;
}
