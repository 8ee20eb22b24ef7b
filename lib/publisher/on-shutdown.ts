const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * Calls `flush` once when the process is asked to end, or has nothing left to do. A signal that nobody else listens to
 * ends the process after the flush, as it would have without us.
 */
export function onShutdown(flush: () => Promise<unknown>): () => void {
  const unhook = () => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
    process.off('beforeExit', onExit);
  };
  const onSignal = (signal: NodeJS.Signals) => {
    const alone = process.listenerCount(signal) === 1;
    unhook();
    void flush().then(() => {
      if (alone) process.kill(process.pid, signal);
    });
  };
  const onExit = () => {
    unhook();
    void flush();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  process.on('beforeExit', onExit);
  return unhook;
}
