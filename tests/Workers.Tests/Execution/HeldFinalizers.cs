using MlOpsDashboard.Workers.Engine.Memory;

namespace MlOpsDashboard.Workers.Tests.Execution;

/// <summary>While it lives, this process is as a <c>mlops</c> process: one thread computes, and finalizers are held back.</summary>
internal sealed class HeldFinalizers : IDisposable
{
    public HeldFinalizers()
    {
        FinalizerGate.OneThreadComputes = true;
        FinalizerGate.Hold();
    }

    public void Dispose()
    {
        FinalizerGate.Release();
        FinalizerGate.OneThreadComputes = false;
    }
}
