using System.Runtime.InteropServices;
using MlOpsDashboard.Workers.Engine.Memory;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Memory;

public sealed unsafe class BlockHeapTests : IDisposable
{
    private const nuint Page = 4096;
    private const nuint Bytes = 1 << 20;

    private readonly byte* memory = (byte*)NativeMemory.AlignedAlloc(Bytes, Page);
    private readonly BlockHeap heap;

    public BlockHeapTests() => heap = new BlockHeap(memory, Bytes);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Blocks_AreApart_AndTheLastReturned_LeavesNothing(int seed)
    {
        var random = new Random(seed);
        var blocks = new List<(nint At, int Length, byte Mark)>();
        for (var round = 0; round < 20_000; round++)
        {
            if (blocks.Count > 0 && random.Next(100) < 48)
            {
                Return(random.Next(blocks.Count));
                continue;
            }
            var length = random.Next(3) == 0 ? random.Next(1, 200) : random.Next(1, 60_000);
            var block = (nint)heap.Allocate((nuint)length);
            if (block == 0)
            {
                // Full, or in gaps too small: half of what there is goes.
                while (blocks.Count > 0 && heap.Used > Bytes / 2)
                {
                    Return(random.Next(blocks.Count));
                }
                continue;
            }
            Assert.Equal(0, block % (nint)BlockHeap.Alignment);
            Assert.True(heap.Owns((void*)block) && heap.Owns((void*)(block + length - 1)));
            var mark = (byte)round;
            new Span<byte>((void*)block, length).Fill(mark);
            blocks.Add((block, length, mark));
        }
        while (blocks.Count > 0)
        {
            Return(random.Next(blocks.Count));
        }
        Assert.Equal((0, 0), ((int)heap.Used, (int)heap.Extent));

        void Return(int index)
        {
            var (at, length, mark) = blocks[index];
            Assert.Equal(-1, new Span<byte>((void*)at, length).IndexOfAnyExcept(mark));
            heap.Return((void*)at);
            blocks.RemoveAt(index);
        }
    }

    [Fact]
    public void SameSteps_NeedTheSameStretch()
    {
        // A weight that stays, activations that go in another order than they came, and something that stays from the first step on.
        var weight = (nint)heap.Allocate(5000);
        var extents = new List<nuint>();
        for (var step = 0; step < 5; step++)
        {
            nint[] activations = [.. Enumerable.Range(1, 20).Select(i => (nint)heap.Allocate((nuint)(i * 997)))];
            var kept = step == 0 ? (nint)heap.Allocate(300) : 0;
            extents.Add(heap.Extent);
            foreach (var activation in activations.OrderBy(block => block % 7))
            {
                heap.Return((void*)activation);
            }
            Assert.Equal(step == 0, kept != 0);
        }
        Assert.True(heap.Owns((void*)weight));
        Assert.Single(extents.Skip(1).Distinct());
        Assert.True(extents[1] <= extents[0] + 1024);
    }

    [Fact]
    public void TheSmallestGapIsTaken()
    {
        var (large, _, small, _) = ((nint)heap.Allocate(50_000), (nint)heap.Allocate(64), (nint)heap.Allocate(20_000), (nint)heap.Allocate(64));
        heap.Return((void*)large);
        heap.Return((void*)small);
        Assert.Equal(small, (nint)heap.Allocate(19_000));
        Assert.Equal(large, (nint)heap.Allocate(30_000));
    }

    [Fact]
    public void TooLarge_IsNull_AndChangesNothing()
    {
        var block = heap.Allocate(1000);
        var (used, extent) = (heap.Used, heap.Extent);
        Assert.True(heap.Allocate(Bytes) is null);
        Assert.True(heap.Allocate(nuint.MaxValue) is null);
        Assert.Equal((used, extent), (heap.Used, heap.Extent));
        Assert.True(heap.Owns(block));
    }

    public void Dispose() => NativeMemory.AlignedFree(memory);
}
