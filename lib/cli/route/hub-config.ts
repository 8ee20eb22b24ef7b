/** What the templates of an app say of its hub, as the hub's own functions will read it. */
import { closest } from '../../core/closest';
import { parseConfig, type SightlineConfig } from '../../core/config';
import { configPath } from '../../core/conventions';
import type { Resource, Templates } from '../../rehearsal/templates';
import { UsageError } from '../usage-error';

const BELOW = configPath('');

/**
 * @param wanted its name. @default - the only one
 * @throws where there is none, or more than one and none is named, or it cannot be read
 */
export function hubConfigOf(templates: Templates, wanted?: string): SightlineConfig {
  const hubs = documentsByHub(templates);
  const names = [...hubs.keys()].sort();
  const [only = '', second] = names;
  const name = wanted ?? only;
  const documents = hubs.get(name);
  if (documents && (wanted !== undefined || second === undefined)) return parseConfig(documents);
  if (names.length === 0) {
    throw new Error(
      "the app has no hub: add an IncidentResponse to it, run 'cdk synth', or name its assembly with --app",
    );
  }
  if (wanted === undefined) throw new UsageError(`the app has several hubs; name one with --hub: ${names.join(', ')}`);
  const meant = closest(wanted, names);
  throw new UsageError(
    `the app has no hub '${wanted}'${meant ? `; did you mean '${meant}'?` : '.'} It has: ${names.join(', ')}`,
  );
}

function documentsByHub(templates: Templates) {
  const hubs = new Map<string, { readonly name: string; readonly text: string }[]>();
  for (const parameter of templates.ofType('AWS::SSM::Parameter')) {
    const name = nameOf(parameter);
    const [, hub] = name.startsWith(BELOW) ? (/^([^/]+)\/./.exec(name.slice(BELOW.length)) ?? []) : [];
    if (hub === undefined) continue;
    const document = { name, text: String(parameter.properties.Value) };
    hubs.set(hub, [...(hubs.get(hub) ?? []), document]);
  }
  return hubs;
}

/** One whose very name cannot be resolved is not the hub's: its names are plain texts. */
function nameOf(parameter: Resource): string {
  try {
    return parameter.name;
  } catch {
    return '';
  }
}
