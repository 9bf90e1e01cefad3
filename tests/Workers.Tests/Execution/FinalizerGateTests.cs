using System.Runtime.CompilerServices;
using MlOpsDashboard.Workers.Engine.Execution;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Execution;

public class FinalizerGateTests
{
    private static int finalized;

    [Fact]
    public void Finalizers_RunOnlyInPasses()
    {
        FinalizerGate.OneThreadComputes = true;
        try
        {
            FinalizerGate.Hold();
            finalized = 0;
            for (var round = 1; round <= 3; round++)
            {
                Drop();
                // Whoever collects, and however often: what is found dead waits.
                GC.Collect();
                GC.Collect(2, GCCollectionMode.Forced, blocking: true);
                Assert.Equal(round - 1, finalized);
                FinalizerGate.Pass();
                Assert.Equal(round, finalized);
            }
            Drop();
            GC.Collect();
            FinalizerGate.Release();
            GC.WaitForPendingFinalizers();
            Assert.Equal(4, finalized);
        }
        finally
        {
            FinalizerGate.Release();
            FinalizerGate.OneThreadComputes = false;
        }
    }

    [Fact]
    public void Hold_WhereSeveralThreadsMayCompute_DoesNothing()
    {
        FinalizerGate.Hold();
        var before = finalized;
        Drop();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal(before + 1, finalized);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop() => _ = new Dropped();

    private sealed class Dropped
    {
        ~Dropped() => Interlocked.Increment(ref finalized);
    }
}
