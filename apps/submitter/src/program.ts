import type { CommandEntry, Program } from '@taxifare/console';
import type { World } from './world.ts';

/** A command's own file, and all that it needs, is read only when that command runs. */
const COMMANDS: Readonly<Record<string, CommandEntry<World>>> = {
  submit: {
    summary: 'Package the trainer, run it as a job, follow it to its end',
    load: async () => (await import('./commands/submit.ts')).SUBMIT,
  },
  setup: {
    summary: 'Make what a training needs: services, bucket, an account for jobs',
    load: async () => (await import('./commands/setup.ts')).SETUP,
  },
  put: {
    summary: 'Upload training data to where submit looks for it',
    load: async () => (await import('./commands/put.ts')).PUT,
  },
  doctor: {
    summary: 'Check the set-up, one thing a line, each with its fix',
    load: async () => (await import('./commands/doctor.ts')).DOCTOR,
  },
  package: {
    summary: 'Show what would be uploaded, and upload nothing',
    load: async () => (await import('./commands/package.ts')).PACKAGE,
  },
  list: { summary: 'Jobs, newest first', load: async () => (await import('./commands/list.ts')).LIST },
  status: {
    summary: 'One job: state, times, settings, result',
    load: async () => (await import('./commands/status.ts')).STATUS,
  },
  logs: {
    summary: "A job's log; --follow stays to the end",
    load: async () => (await import('./commands/logs.ts')).LOGS,
  },
  cancel: { summary: 'Stop a job', load: async () => (await import('./commands/cancel.ts')).CANCEL },
  download: {
    summary: "Fetch a job's model, report and run record",
    load: async () => (await import('./commands/download.ts')).DOWNLOAD,
  },
  deploy: {
    summary: 'Put the trained model online as a new version; it costs until undeploy',
    load: async () => (await import('./commands/deploy.ts')).DEPLOY,
  },
  predict: {
    summary: 'Ask the model that is online',
    load: async () => (await import('./commands/predict.ts')).PREDICT,
  },
  models: {
    summary: 'The versions of the model, and what is online and billed',
    load: async () => (await import('./commands/models.ts')).MODELS,
  },
  rollback: {
    summary: 'Put the version before back online',
    load: async () => (await import('./commands/rollback.ts')).ROLLBACK,
  },
  undeploy: {
    summary: 'Take down what your commands put online',
    load: async () => (await import('./commands/undeploy.ts')).UNDEPLOY,
  },
  machines: {
    summary: 'The machines of persistent resources, and what they cost while they stand',
    load: async () => (await import('./commands/machines.ts')).MACHINES,
  },
};

export const SUBMITTER: Program<World> = {
  name: 'submitter',
  version: '0.1.0',
  about: 'Runs the trainer as a job of Vertex AI, or of the cloud on this machine, and looks after jobs.',
  commands: COMMANDS,
};
