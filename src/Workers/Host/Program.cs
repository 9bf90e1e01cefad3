using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Memory;
using MlOpsDashboard.Workers.Host;
using MlOpsDashboard.Workers.Host.Output;

var untuned = NativeRuntime.Tune();
FinalizerGate.OneThreadComputes = true;
var output = HostOutput.OfProcess();
if (untuned is not null)
{
    output.Say(untuned);
}
StartTimes.Listen(output.Say);
StartTimes.Mark("runtime started");
try
{
    return await HostCommand.RunAsync(args, output);
}
finally
{
    FinalizerGate.Release();
}
