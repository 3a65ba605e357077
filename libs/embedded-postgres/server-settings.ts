/**
 * A small durable server: what is committed is on the disk, and the log is written with few checkpoints.
 * Names, units and values as in postgresql.conf.
 */
const DEFAULTS: Record<string, string> = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  wal_compression: 'on',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '16MB',
  maintenance_work_mem: '256MB',
  random_page_cost: '1.1',
  jit: 'off',
  max_connections: '100',
  timezone: 'UTC',
  client_connection_check_interval: '1s',
};

/**
 * The settings a server starts with: the defaults, over them what the caller asks for, over that what this room
 * relies on: a listener on loopback alone, no socket file, and a log on standard error that repeats neither
 * statements nor values (they may hold personal data) nor errors that belong to the client that made them.
 */
export function serverSettings(port: number, asked: Record<string, string> = {}): Record<string, string> {
  return {
    ...DEFAULTS,
    ...asked,
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    log_destination: 'stderr',
    logging_collector: 'off',
    log_line_prefix: '',
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
  };
}
