import { distance } from '../../closest';

const SHOWN = 3;
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html (AlarmName) */
const LONGEST_NAME = 255;

/** The known names a misspelt one may stand for, closest first; at most three, none where nothing is close. */
export function closeNames(name: string, known: readonly string[]): string[] {
  if (name.length > LONGEST_NAME) return [];
  const limit = Math.max(2, Math.floor(name.length / 4));
  return known
    .filter((candidate) => Math.abs(candidate.length - name.length) <= limit)
    .map((candidate) => ({ candidate, away: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ away }) => away <= limit)
    .sort((a, b) => a.away - b.away)
    .slice(0, SHOWN)
    .map(({ candidate }) => candidate);
}
