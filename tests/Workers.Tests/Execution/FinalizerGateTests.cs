using System.Runtime.CompilerServices;
using MlOpsDashboard.Workers.Engine.Memory;
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

    // The setting in which TorchSharp's numbers are lost without the gate: another thread collects without a pause while this one hands numbers to libtorch.
    [Fact]
    public void Numbers_WhileAnotherThreadCollects_AreNotFreedUnderLibtorch()
    {
        using var enough = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!enough.IsCancellationRequested)
            {
                GC.Collect(0, GCCollectionMode.Forced, blocking: true);
            }
        });
        FinalizerGate.OneThreadComputes = true;
        try
        {
            FinalizerGate.Hold();
            collector.Start();
            Compute(40_000);
        }
        finally
        {
            enough.Cancel();
            collector.Join();
            FinalizerGate.Release();
            FinalizerGate.OneThreadComputes = false;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Compute(int rounds)
    {
        using var one = TorchSharp.torch.ones(1);
        for (var i = 0; i < rounds; i++)
        {
            if (i % 500 == 0)
            {
                FinalizerGate.Pass();
            }
            using var scope = TorchSharp.torch.NewDisposeScope();
            Assert.Equal(8f, ((one * 0.5) + one.mul(3.5) + one + (one + one) + one).item<float>());
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop() => _ = new Dropped();

    private sealed class Dropped
    {
        ~Dropped() => Interlocked.Increment(ref finalized);
    }
}
