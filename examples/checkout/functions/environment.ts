/** An environment variable that the stack sets; a missing one fails the function's start with its name. */
export function required(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new Error(`environment variable ${name} is not set; examples/checkout/service.ts sets it on the function`);
}
