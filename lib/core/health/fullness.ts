const NAMES = [
  ...['Utilization', 'MemoryPressure', 'MemoryUsagePercentage', 'DiskSpaceUsed', 'PercentIOLimit', 'FreeStorageSpace'],
  ...['FreeableMemory', 'MemoryUsed', 'BurstBalance', 'BurstCreditBalance', 'Throttl', 'ThroughputExceeded'],
  ...['PortAllocation', 'Spillover', 'Concurrency', 'ConcurrentExecutions', 'DatabaseConnections'],
  ...['AgeOfOldestMessage', 'AsyncEventAge', 'IteratorAge', 'MillisBehind', 'QueueDepth', 'MessagesVisible'],
];
const PATTERN = new RegExp(NAMES.join('|'));

/** Whether a metric, by its name, tells how full something is or how far it is behind. */
export function tellsFullness(metricName: string): boolean {
  return PATTERN.test(metricName);
}
