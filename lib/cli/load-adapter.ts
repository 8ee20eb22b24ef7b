/** Adapters that need the AWS SDK: loaded when they are needed, so that no other command loads the SDK, or needs it. */

const PACKAGE = /'(@(?:aws-sdk|smithy)\/[\w-]+)'/;

/**
 * @param adapter a module of `adapters/aws`
 * @param purpose what needs it, such as `reading measurements`
 * @throws naming the package that is missing, and how to install it
 */
export function loadAdapter<T>(adapter: string, purpose: string): T {
  // The SDK's advice on old versions of Node is several lines that would stand before every answer of ours.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  try {
    return require(`../adapters/aws/${adapter}`) as T;
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    const [, missing] = PACKAGE.exec(message) ?? [];
    if (!/MODULE_NOT_FOUND$/.test(code) || missing === undefined) throw error;
    throw new Error(`${purpose} needs the package ${missing}, which is not installed; run 'npm install -D ${missing}'`);
  }
}
