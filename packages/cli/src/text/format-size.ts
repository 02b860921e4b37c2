import prettyBytes from 'pretty-bytes'

/** Bytes as people say them: `1.2 kB`. */
export const formatSize = (bytes: number): string => prettyBytes(bytes)
