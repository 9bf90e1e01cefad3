using MlOpsDashboard.Workers.Host;
using MlOpsDashboard.Workers.Host.Output;

NativeMemory.Tune();
return await HostCommand.RunAsync(args, HostOutput.OfProcess());
