/**
 * Version of the items of the incident table. Readers accept this one and older ones: 1 kept a group's members in its
 * lock and knew neither plans nor acknowledgements.
 */
export const INCIDENT_SCHEMA_VERSION = 2;
