import { type Html, html } from '../report/html';

export interface BurnDown {
  /** Share of the budget that was left, one value a period, oldest first; NaN where there was no data. */
  readonly left: readonly number[];
  readonly width: number;
  readonly height: number;
  /** For those who cannot see it. */
  readonly label: string;
}

const LABELS = 30;
/** Deeper in debt looks the same. */
const LOWEST = -0.5;
const MARGIN = 6;

/** The error budget over time: from all of it (top) to none (dashed) and below. */
export function burnDown({ left, width, height, label }: BurnDown): Html {
  const least = Math.min(0, ...left.filter(Number.isFinite));
  const floor = Math.max(LOWEST, least);
  const y = (share: number) => {
    const clamped = Math.min(1, Math.max(floor, share));
    return tenth(MARGIN + ((1 - clamped) / (1 - floor)) * (height - 2 * MARGIN));
  };
  const step = (width - LABELS - 2) / Math.max(1, left.length - 1);
  const [top, zero] = [y(1), y(0)];
  return html`<svg class="chart" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">
<path class="axis" d="M${LABELS} ${top}H${width}"/><path class="zero" d="M${LABELS} ${zero}H${width}"/>
<text x="0" y="${top + 4}">100 %</text><text x="${LABELS - 10}" y="${zero + 3}">0</text>
<path class="left" d="${pathOf(left, (index) => tenth(LABELS + index * step), y)}"/>
</svg>`;
}

/** A point by itself, between two gaps, is a short stroke: else nobody would see it. */
function pathOf(values: readonly number[], x: (index: number) => number, y: (value: number) => number): string {
  let drawing = false;
  return values
    .map((value, index) => {
      if (!Number.isFinite(value)) {
        drawing = false;
        return '';
      }
      const lone = !drawing && !Number.isFinite(values[index + 1] ?? Number.NaN);
      const to = drawing ? 'L' : 'M';
      drawing = true;
      return `${to}${x(index)} ${y(value)}${lone ? 'h2' : ''}`;
    })
    .join('');
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
