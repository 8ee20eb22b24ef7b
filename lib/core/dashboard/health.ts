import { DIMENSION, HEALTH_POINTS_LOST, SERVICE_HEALTH } from '../conventions';
import { UNHEALTHY_BELOW } from '../health/score';
import { HEALTH_PARTS, HEALTHY_FROM, type HealthPart, PART_WEIGHTS } from '../health/service-score';
import { type Row, rowOf, type Tile } from './body';
import type { DashboardContent } from './content';

type HealthContent = Pick<DashboardContent, 'service' | 'environment' | 'region' | 'healthNamespace'>;

const HEIGHT = 6;
const WIDTHS = { score: 5, lost: 12, text: 7 } as const;
/** A score every five minutes, by default. */
const PERIOD_SECONDS = 300;

const PART_WORDS: Readonly<Record<HealthPart, string>> = {
  objectives: 'error budgets',
  errors: 'failed requests and logged errors',
  dependencies: 'what it calls fails or is slow',
  saturation: 'resources near their limits',
  alarms: 'alarms that fire',
};

/** The score of now, what takes the points, and how to read it; empty where it is not scored. */
export function healthRows(content: HealthContent): Row[] {
  const { healthNamespace: namespace } = content;
  if (namespace === undefined) return [];
  return [rowOf([scoreTile(content, namespace), lostTile(content, namespace), textTile(content)])];
}

function scoreTile(content: HealthContent, namespace: string): Tile {
  const properties = {
    title: 'Health',
    view: 'gauge',
    metrics: [[namespace, SERVICE_HEALTH, ...dimensionsOf(content), { label: 'of 100' }]],
    stat: 'Average',
    period: PERIOD_SECONDS,
    region: content.region,
    yAxis: { left: { min: 0, max: 100 } },
    annotations: {
      horizontal: [
        { label: 'Healthy', value: HEALTHY_FROM },
        { label: 'Unhealthy below', value: UNHEALTHY_BELOW },
      ],
    },
  };
  return { type: 'metric', width: WIDTHS.score, height: HEIGHT, properties };
}

/** One area for each part: together they are what is missing to 100. */
function lostTile(content: HealthContent, namespace: string): Tile {
  const row = (part: HealthPart) => [
    ...[namespace, HEALTH_POINTS_LOST, ...dimensionsOf(content), DIMENSION.part, part],
    { label: `${part}: ${PART_WORDS[part]}` },
  ];
  const properties = {
    title: 'What takes health points',
    view: 'timeSeries',
    stacked: true,
    metrics: HEALTH_PARTS.map(row),
    stat: 'Average',
    period: PERIOD_SECONDS,
    region: content.region,
    yAxis: { left: { min: 0, max: 100 } },
  };
  return { type: 'metric', width: WIDTHS.lost, height: HEIGHT, properties };
}

function textTile({ service, environment }: HealthContent): Tile {
  const weights = HEALTH_PARTS.map((part) => `${part} ${PART_WEIGHTS[part]}`).join(', ');
  const markdown = [
    `**100 is as it should be, below ${UNHEALTHY_BELOW} is unhealthy.** Each part loses points for the worst that is found in it.`,
    `At most: ${weights}. What nothing is known of is left out, and the others count for more.`,
    `Why, in words: \`sightline health ${service} --environment ${environment}\``,
  ].join('\n\n');
  return { type: 'text', width: WIDTHS.text, height: HEIGHT, properties: { markdown } };
}

function dimensionsOf({ service, environment }: HealthContent): string[] {
  return [DIMENSION.service, service, DIMENSION.environment, environment];
}
