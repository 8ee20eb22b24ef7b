/** Throws where a value that a user gave is not allowed, and says what is. */
export function check(caller: string, name: string, value: unknown, fits: boolean, allowed: string): void {
  if (!fits) throw new Error(`${caller}: ${name} must be ${allowed}, got '${String(value).slice(0, 40)}'`);
}

/** Throws where an option has a name that does not exist: a misspelt option would do nothing. */
export function checkNames(caller: string, options: object, ...names: readonly string[]): void {
  for (const name of Object.keys(options)) {
    check(caller, 'an option', name, names.includes(name), `one of ${names.join(', ')}`);
  }
}

/** Both ends belong to it. */
export function isWithin(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && value >= least && value <= most;
}
