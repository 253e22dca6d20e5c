/**
 * The published ways from a few permissions to all of them: Rhino Security Labs' list of AWS privilege escalation methods, Bishop Fox's, and
 * Datadog's pathfinding.cloud. Facts only; ids and titles are ours.
 */

/** Actions that have to be granted together. They may come from different statements and documents. */
export interface EscalationCombination {
  readonly id: string;
  readonly title: string;
  readonly actions: readonly string[];
  /** The service that the role is handed to: `iam:PassRole` is judged with `iam:PassedToService` set to it. */
  readonly passedTo?: string;
  /** Actions that give nothing when they are granted on the caller's own user alone (`…:user/${aws:username}`). */
  readonly harmlessOnSelf?: true;
  /** What has to exist already. Without it the combination gives nothing. */
  readonly needs?: string;
}

const passRole = 'iam:PassRole';

export const escalationCombinations = [
  // A policy that already applies to the caller is rewritten or extended.
  { id: 'create-policy-version', title: 'Rewrite a managed policy', actions: ['iam:CreatePolicyVersion'] },
  {
    id: 'set-default-policy-version',
    title: 'Bring back an older version of a managed policy',
    actions: ['iam:SetDefaultPolicyVersion'],
    needs: 'an older version with more permissions',
  },
  { id: 'attach-user-policy', title: 'Attach any policy to a user', actions: ['iam:AttachUserPolicy'] },
  { id: 'attach-group-policy', title: 'Attach any policy to a group', actions: ['iam:AttachGroupPolicy'] },
  { id: 'attach-role-policy', title: 'Attach any policy to a role', actions: ['iam:AttachRolePolicy'] },
  { id: 'put-user-policy', title: 'Write an inline policy of a user', actions: ['iam:PutUserPolicy'] },
  { id: 'put-group-policy', title: 'Write an inline policy of a group', actions: ['iam:PutGroupPolicy'] },
  { id: 'put-role-policy', title: 'Write an inline policy of a role', actions: ['iam:PutRolePolicy'] },
  { id: 'add-user-to-group', title: 'Join any group', actions: ['iam:AddUserToGroup'] },
  {
    id: 'delete-user-permissions-boundary',
    title: "Drop a user's permissions boundary",
    actions: ['iam:DeleteUserPermissionsBoundary'],
    needs: 'a user whose boundary narrows wider policies',
  },
  {
    id: 'delete-role-permissions-boundary',
    title: "Drop a role's permissions boundary",
    actions: ['iam:DeleteRolePermissionsBoundary'],
    needs: 'a role whose boundary narrows wider policies',
  },
  // Credentials of somebody else.
  {
    id: 'create-access-key',
    title: 'Create an access key for another user',
    actions: ['iam:CreateAccessKey'],
    harmlessOnSelf: true,
  },
  {
    id: 'create-login-profile',
    title: 'Give another user a password',
    actions: ['iam:CreateLoginProfile'],
    harmlessOnSelf: true,
  },
  {
    id: 'update-login-profile',
    title: "Change another user's password",
    actions: ['iam:UpdateLoginProfile'],
    harmlessOnSelf: true,
  },
  {
    id: 'replace-virtual-mfa',
    title: "Take over another user's sign-in with a new MFA device",
    actions: ['iam:UpdateLoginProfile', 'iam:DeactivateMFADevice', 'iam:EnableMFADevice'],
    harmlessOnSelf: true,
  },
  {
    id: 'create-service-specific-credential',
    title: 'Create service credentials for another user',
    actions: ['iam:CreateServiceSpecificCredential'],
    harmlessOnSelf: true,
  },
  // Roles that the caller may assume after all. A trust policy that names a principal of its own account needs no sts:AssumeRole beside it.
  { id: 'assume-any-role', title: 'Assume any role that trusts the account', actions: ['sts:AssumeRole'] },
  { id: 'update-assume-role-policy', title: 'Make a role trust the caller', actions: ['iam:UpdateAssumeRolePolicy'] },
  // A role is passed to something new that runs the caller's code.
  {
    id: 'pass-role-ec2',
    title: 'Start an instance with another role',
    actions: [passRole, 'ec2:RunInstances'],
    passedTo: 'ec2.amazonaws.com',
  },
  {
    id: 'pass-role-ec2-spot',
    title: 'Request a spot instance with another role',
    actions: [passRole, 'ec2:RequestSpotInstances'],
    passedTo: 'ec2.amazonaws.com',
  },
  {
    id: 'pass-role-ec2-associate-profile',
    title: 'Put another role on a running instance',
    actions: [passRole, 'ec2:AssociateIamInstanceProfile'],
    passedTo: 'ec2.amazonaws.com',
    needs: 'an instance that the caller can log in to',
  },
  {
    id: 'pass-role-ec2-replace-profile',
    title: 'Replace the role of a running instance',
    actions: [passRole, 'ec2:ReplaceIamInstanceProfileAssociation'],
    passedTo: 'ec2.amazonaws.com',
    needs: 'an instance that the caller can log in to',
  },
  {
    id: 'pass-role-autoscaling',
    title: 'Scale a group whose instances have another role',
    actions: [passRole, 'autoscaling:CreateLaunchConfiguration', 'autoscaling:CreateAutoScalingGroup'],
    passedTo: 'ec2.amazonaws.com',
  },
  {
    id: 'pass-role-autoscaling-update',
    title: 'Give an Auto Scaling group a launch configuration with another role',
    actions: [passRole, 'autoscaling:CreateLaunchConfiguration', 'autoscaling:UpdateAutoScalingGroup'],
    passedTo: 'ec2.amazonaws.com',
  },
  {
    id: 'pass-role-lambda-invoke',
    title: 'Run a new Lambda function with another role',
    actions: [passRole, 'lambda:CreateFunction', 'lambda:InvokeFunction'],
    passedTo: 'lambda.amazonaws.com',
  },
  {
    id: 'pass-role-lambda-event-source',
    title: 'Trigger a new Lambda function with another role',
    actions: [passRole, 'lambda:CreateFunction', 'lambda:CreateEventSourceMapping'],
    passedTo: 'lambda.amazonaws.com',
  },
  {
    id: 'pass-role-lambda-add-permission',
    title: 'Let somebody else invoke a new Lambda function with another role',
    actions: [passRole, 'lambda:CreateFunction', 'lambda:AddPermission'],
    passedTo: 'lambda.amazonaws.com',
  },
  {
    id: 'pass-role-lambda-function-url',
    title: 'Open a URL of a new Lambda function with another role',
    actions: [passRole, 'lambda:CreateFunction', 'lambda:CreateFunctionUrlConfig'],
    passedTo: 'lambda.amazonaws.com',
  },
  {
    id: 'pass-role-cloudformation',
    title: 'Create a CloudFormation stack with another role',
    actions: [passRole, 'cloudformation:CreateStack'],
    passedTo: 'cloudformation.amazonaws.com',
  },
  {
    id: 'pass-role-cloudformation-stack-set',
    title: 'Create a CloudFormation stack set with another role',
    actions: [passRole, 'cloudformation:CreateStackSet', 'cloudformation:CreateStackInstances'],
    passedTo: 'cloudformation.amazonaws.com',
  },
  {
    id: 'pass-role-cloudformation-update-stack-set',
    title: 'Update a CloudFormation stack set with another role',
    actions: [passRole, 'cloudformation:UpdateStackSet'],
    passedTo: 'cloudformation.amazonaws.com',
    needs: 'a stack set',
  },
  {
    id: 'pass-role-data-pipeline',
    title: 'Run a data pipeline with another role',
    actions: [
      passRole,
      'datapipeline:CreatePipeline',
      'datapipeline:PutPipelineDefinition',
      'datapipeline:ActivatePipeline',
    ],
    passedTo: 'datapipeline.amazonaws.com',
  },
  {
    id: 'pass-role-glue-dev-endpoint',
    title: 'Open a Glue development endpoint with another role',
    actions: [passRole, 'glue:CreateDevEndpoint'],
    passedTo: 'glue.amazonaws.com',
  },
  {
    id: 'pass-role-glue-job',
    title: 'Run a new Glue job with another role',
    actions: [passRole, 'glue:CreateJob', 'glue:StartJobRun'],
    passedTo: 'glue.amazonaws.com',
  },
  {
    id: 'pass-role-glue-job-trigger',
    title: 'Trigger a new Glue job with another role',
    actions: [passRole, 'glue:CreateJob', 'glue:CreateTrigger'],
    passedTo: 'glue.amazonaws.com',
  },
  {
    id: 'pass-role-glue-update-job',
    title: 'Run a changed Glue job with another role',
    actions: [passRole, 'glue:UpdateJob', 'glue:StartJobRun'],
    passedTo: 'glue.amazonaws.com',
    needs: 'a Glue job',
  },
  {
    id: 'pass-role-glue-session',
    title: 'Open a Glue session with another role',
    actions: [passRole, 'glue:CreateSession', 'glue:RunStatement'],
    passedTo: 'glue.amazonaws.com',
  },
  {
    id: 'pass-role-codebuild',
    title: 'Build a new CodeBuild project with another role',
    actions: [passRole, 'codebuild:CreateProject', 'codebuild:StartBuild'],
    passedTo: 'codebuild.amazonaws.com',
  },
  {
    id: 'pass-role-codebuild-batch',
    title: 'Batch-build a new CodeBuild project with another role',
    actions: [passRole, 'codebuild:CreateProject', 'codebuild:StartBuildBatch'],
    passedTo: 'codebuild.amazonaws.com',
  },
  {
    id: 'pass-role-codebuild-update',
    title: 'Build a changed CodeBuild project with another role',
    actions: [passRole, 'codebuild:UpdateProject', 'codebuild:StartBuild'],
    passedTo: 'codebuild.amazonaws.com',
    needs: 'a CodeBuild project',
  },
  {
    id: 'pass-role-codestar',
    title: 'Create a CodeStar project with its service role',
    actions: [passRole, 'codestar:CreateProject'],
    passedTo: 'codestar.amazonaws.com',
  },
  {
    id: 'codestar-associate-team-member',
    title: 'Become owner of a CodeStar project',
    actions: ['codestar:CreateProjectFromTemplate', 'codestar:AssociateTeamMember'],
  },
  {
    id: 'pass-role-sagemaker-notebook',
    title: 'Open a SageMaker notebook with another role',
    actions: [passRole, 'sagemaker:CreateNotebookInstance', 'sagemaker:CreatePresignedNotebookInstanceUrl'],
    passedTo: 'sagemaker.amazonaws.com',
  },
  {
    id: 'pass-role-sagemaker-training-job',
    title: 'Run a SageMaker training job with another role',
    actions: [passRole, 'sagemaker:CreateTrainingJob'],
    passedTo: 'sagemaker.amazonaws.com',
  },
  {
    id: 'pass-role-sagemaker-processing-job',
    title: 'Run a SageMaker processing job with another role',
    actions: [passRole, 'sagemaker:CreateProcessingJob'],
    passedTo: 'sagemaker.amazonaws.com',
  },
  {
    id: 'pass-role-ecs-run-task',
    title: 'Run a new ECS task with another role',
    actions: [passRole, 'ecs:RegisterTaskDefinition', 'ecs:RunTask'],
    passedTo: 'ecs-tasks.amazonaws.com',
  },
  {
    id: 'pass-role-ecs-start-task',
    title: 'Start a new ECS task with another role',
    actions: [passRole, 'ecs:RegisterTaskDefinition', 'ecs:StartTask'],
    passedTo: 'ecs-tasks.amazonaws.com',
  },
  {
    id: 'pass-role-ecs-service',
    title: 'Run a new ECS service with another role',
    actions: [passRole, 'ecs:RegisterTaskDefinition', 'ecs:CreateService'],
    passedTo: 'ecs-tasks.amazonaws.com',
  },
  {
    id: 'pass-role-app-runner',
    title: 'Run an App Runner service with another role',
    actions: [passRole, 'apprunner:CreateService'],
    passedTo: 'tasks.apprunner.amazonaws.com',
  },
  {
    id: 'pass-role-step-functions',
    title: 'Run a state machine with another role',
    actions: [passRole, 'states:CreateStateMachine', 'states:StartExecution'],
    passedTo: 'states.amazonaws.com',
  },
  {
    id: 'pass-role-scheduler',
    title: 'Schedule API calls with another role',
    actions: [passRole, 'scheduler:CreateSchedule'],
    passedTo: 'scheduler.amazonaws.com',
  },
  {
    id: 'pass-role-emr',
    title: 'Run an EMR cluster with another role',
    actions: [passRole, 'elasticmapreduce:RunJobFlow'],
    passedTo: 'ec2.amazonaws.com',
  },
  {
    id: 'pass-role-agentcore-interpreter',
    title: 'Run code in a Bedrock interpreter with another role',
    actions: [passRole, 'bedrock-agentcore:CreateCodeInterpreter', 'bedrock-agentcore:InvokeCodeInterpreter'],
    passedTo: 'bedrock-agentcore.amazonaws.com',
  },
  {
    id: 'pass-role-ssm-automation',
    title: 'Run an SSM automation with another role',
    actions: [passRole, 'ssm:StartAutomationExecution'],
    passedTo: 'ssm.amazonaws.com',
  },
  // Something that already runs with a role is made to run the caller's code.
  {
    id: 'update-lambda-code',
    title: 'Replace the code of a Lambda function',
    actions: ['lambda:UpdateFunctionCode'],
    needs: 'a function with a powerful role',
  },
  {
    id: 'update-lambda-configuration',
    title: 'Add a layer to a Lambda function',
    actions: ['lambda:UpdateFunctionConfiguration'],
    needs: 'a function with a powerful role',
  },
  {
    id: 'update-glue-dev-endpoint',
    title: 'Add an SSH key to a Glue development endpoint',
    actions: ['glue:UpdateDevEndpoint'],
    needs: 'a development endpoint with a powerful role',
  },
  {
    id: 'update-cloudformation-stack',
    title: 'Update a stack that has a service role',
    actions: ['cloudformation:UpdateStack'],
    needs: 'a stack with a powerful service role',
  },
  {
    id: 'cloudformation-change-set',
    title: 'Execute a change set of a stack that has a service role',
    actions: ['cloudformation:CreateChangeSet', 'cloudformation:ExecuteChangeSet'],
    needs: 'a stack with a powerful service role',
  },
  {
    id: 'codebuild-start-build',
    title: 'Override the build commands of a CodeBuild project',
    actions: ['codebuild:StartBuild'],
    needs: 'a project with a powerful role',
  },
  {
    id: 'codebuild-start-build-batch',
    title: 'Override the batch build commands of a CodeBuild project',
    actions: ['codebuild:StartBuildBatch'],
    needs: 'a project with a powerful role',
  },
  {
    id: 'sagemaker-presigned-notebook-url',
    title: 'Open the notebook of somebody else',
    actions: ['sagemaker:CreatePresignedNotebookInstanceUrl'],
    needs: 'a notebook with a powerful role',
  },
  {
    id: 'sagemaker-lifecycle-configuration',
    title: 'Run code when a notebook starts',
    actions: [
      'sagemaker:CreateNotebookInstanceLifecycleConfig',
      'sagemaker:StopNotebookInstance',
      'sagemaker:UpdateNotebookInstance',
      'sagemaker:StartNotebookInstance',
    ],
    needs: 'a notebook with a powerful role',
  },
  {
    id: 'ssm-send-command',
    title: 'Run commands on instances',
    actions: ['ssm:SendCommand'],
    needs: 'a managed instance with a powerful role',
  },
  {
    id: 'ssm-start-session',
    title: 'Open a shell on instances',
    actions: ['ssm:StartSession'],
    needs: 'a managed instance with a powerful role',
  },
  {
    id: 'ec2-instance-connect',
    title: 'Push an SSH key to instances',
    actions: ['ec2-instance-connect:SendSSHPublicKey'],
    needs: 'a reachable instance with a powerful role',
  },
  {
    id: 'ec2-modify-user-data',
    title: 'Replace the user data of an instance and restart it',
    actions: ['ec2:ModifyInstanceAttribute', 'ec2:StopInstances', 'ec2:StartInstances'],
    needs: 'an instance with a powerful role',
  },
  {
    id: 'ec2-launch-template-version',
    title: 'Change what a launch template starts',
    actions: ['ec2:CreateLaunchTemplateVersion', 'ec2:ModifyLaunchTemplate'],
    needs: 'a launch template in use with a powerful role',
  },
  {
    id: 'ecs-execute-command',
    title: 'Open a shell in a running ECS task',
    actions: ['ecs:ExecuteCommand'],
    needs: 'a task with ECS Exec and a powerful role',
  },
  {
    id: 'update-app-runner-service',
    title: 'Replace what an App Runner service runs',
    actions: ['apprunner:UpdateService'],
    needs: 'a service with a powerful role',
  },
  {
    id: 'agentcore-interpreter-session',
    title: 'Run code in an existing Bedrock interpreter',
    actions: ['bedrock-agentcore:StartCodeInterpreterSession', 'bedrock-agentcore:InvokeCodeInterpreter'],
    needs: 'an interpreter with a powerful role',
  },
] as const satisfies readonly EscalationCombination[];

export type EscalationId = (typeof escalationCombinations)[number]['id'];
