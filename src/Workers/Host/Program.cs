using MlOpsDashboard.Workers.Host;
using MlOpsDashboard.Workers.Host.Output;

NativeRuntime.Tune();
return await HostCommand.RunAsync(args, HostOutput.OfProcess());
