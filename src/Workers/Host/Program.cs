using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Host;
using MlOpsDashboard.Workers.Host.Output;

NativeRuntime.Tune();
var output = HostOutput.OfProcess();
StartTimes.Listen(output.Say);
StartTimes.Mark("runtime started");
return await HostCommand.RunAsync(args, output);
