/** How alarms are evaluated here, for the report. */
export function alarmRules(extraDatapoints: number) {
  return [
    {
      what: 'Alarm evaluation',
      value: `every minute (10 s for high resolution, hourly beyond a day), evaluation range of N + ${extraDatapoints} periods`,
      source: 'AWS publishes only the example 5 for N = 3',
    },
    { what: 'Percentiles', value: 'exact, nearest rank', source: 'AWS publishes no method' },
    {
      what: 'Anomaly bands',
      value: 'a local model: median and robust deviation by hour of the day, from at most 14 days',
      source: "a model of Sightline's own; CloudWatch's is not published",
    },
  ];
}
