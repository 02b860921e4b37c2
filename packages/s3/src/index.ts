export type { S3Credentials, S3CredentialsProvider } from './credentials.ts'
export { s3, type S3Options } from './s3.ts'
export { parseS3Url } from './s3-url.ts'
