using MlOpsDashboard.Workers.Engine.Memory;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Memory;

// The module's initializer installs it, as the worker does.
public unsafe class TensorHeapTests
{
    [Fact]
    public void LargeTensorsLieInIt_SmallOnesDoNot()
    {
        Assert.True(TensorHeap.IsInstalled);
        using var large = zeros(TensorHeap.LeastBytes / sizeof(float));
        using var small = zeros(16);
        Assert.True(TensorHeap.Owns(TensorMemory.Of(large)));
        Assert.False(TensorHeap.Owns(TensorMemory.Of(small)));
        Assert.Equal(0, (nint)TensorMemory.Of(large) % 64);
    }

    // More bytes than a span counts; memory that nobody touches costs none.
    [Fact]
    public void ATensorOfMoreThanTwoGibibytes_HasItsAddress()
    {
        using var large = empty(600_000_000);
        using var part = large.narrow(0, 0, 16);
        Assert.Equal((nint)TensorMemory.Of(part), (nint)TensorMemory.Of(large));
    }

    [Fact]
    public void AThreadMayReturnWhatAnotherTook()
    {
        Parallel.For(
            0,
            4,
            lane =>
            {
                using var scope = NewDisposeScope();
                var random = new Random(lane);
                var kept = new Queue<Tensor>();
                for (var round = 0; round < 300; round++)
                {
                    var numbers = full(random.Next(1, 200_000), (float)lane);
                    // An operation of its own threads, into memory of its own.
                    kept.Enqueue(numbers + round - round);
                    if (kept.Count > 8)
                    {
                        using var oldest = kept.Dequeue();
                        Assert.Equal(lane, oldest.min().item<float>());
                        Assert.Equal(lane, oldest.max().item<float>());
                    }
                    numbers.Dispose();
                }
            }
        );
    }

    [Fact]
    public void TooLarge_IsRefusedByLibtorch_NotByACrash()
    {
        var fault = Assert.ThrowsAny<Exception>(() => empty(1L << 50));
        Assert.Contains("can't allocate memory", fault.Message, StringComparison.Ordinal);
    }
}
