/** The notification service, for the program that starts it. */
export { notificationConfig, type NotificationConfig } from './config.js';
export { NotificationDatabase, notificationMigrations, openNotificationDatabase } from './database.js';
export { sesMailer, MailRefused, type Mailer, type OutgoingMail } from './mail/mailer.js';
export { addFirstRule } from './rules/first-rule.js';
export { startNotification, type NotificationDependencies } from './start-notification.js';
