import { type Properties, readProperties } from './properties';

/** What is known of the time that executions of a state machine may take. */
export interface StateMachineTimeout {
  /** TimeoutSeconds of the whole definition. @default - none, or not known */
  readonly timeoutMs?: number;
  /** `false`: the definition was read and has none. */
  readonly mayTimeOut: boolean;
}

/** Reads TimeoutSeconds at the top of a definition, given as an object, as text, or as text with intrinsic functions. */
export function stateMachineTimeout(properties: Properties): StateMachineTimeout {
  if (properties.has('Definition')) return timeoutAt(properties, 'Definition.TimeoutSeconds');
  const text = properties.text('DefinitionString') ?? substitutedText(properties) ?? joinedText(properties);
  const definition = text === undefined ? undefined : parsed(text);
  return definition ? timeoutAt(definition, 'TimeoutSeconds') : { mayTimeOut: true };
}

function timeoutAt(properties: Properties, path: string): StateMachineTimeout {
  const seconds = properties.number(path) ?? 0;
  return seconds > 0 ? { timeoutMs: seconds * 1000, mayTimeOut: true } : { mayTimeOut: properties.has(path) };
}

function substitutedText(properties: Properties): string | undefined {
  const path = 'DefinitionString.Fn::Sub';
  return properties.text(path) ?? properties.list(path)[0]?.text('');
}

/** What is known only at deploy time stands as 0: valid JSON inside strings and in place of numbers. */
function joinedText(properties: Properties): string | undefined {
  const [separator, pieces] = properties.list('DefinitionString.Fn::Join');
  return pieces
    ?.list('')
    .map((piece) => piece.text('') ?? '0')
    .join(separator?.text('') ?? '');
}

/** @return `undefined` where it is no JSON before deploy time */
function parsed(text: string): Properties | undefined {
  try {
    return readProperties(JSON.parse(text));
  } catch {
    return undefined;
  }
}
