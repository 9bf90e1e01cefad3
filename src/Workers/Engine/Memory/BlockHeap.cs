using System.Numerics;
using System.Runtime.InteropServices;

namespace MlOpsDashboard.Workers.Engine.Memory;

/// <summary>
/// Blocks of one stretch of memory: the smallest gap that a block fits is taken and split, what is freed joins its neighbours at once, and the stretch is
/// filled from below. Not safe for threads.
/// Everything it knows stands in the stretch itself and in one small table, so that it may be used where nothing managed can be made.
/// </summary>
internal sealed unsafe class BlockHeap
{
    /// <summary>Every block begins at a multiple of this: a cache line, libtorch's own alignment.</summary>
    public const nuint Alignment = 64;

    // A header lies before each block and fills a line, so that blocks stay aligned.
    private const nuint HeaderBytes = Alignment;
    private const nuint LeastSplit = 1024;

    // Gaps are sorted by size: eight lists for each doubling.
    private const int Sizes = 8 * 48;

    private readonly byte* _from;
    private readonly byte* _to;
    private readonly Header** _gaps = (Header**)NativeMemory.AllocZeroed(Sizes, (nuint)sizeof(Header*));
    private readonly ulong[] _filled = new ulong[Sizes / 64];
    private byte* _top;
    private Header* _last;

    /// <param name="memory">Aligned to a page; the heap does not own it.</param>
    public BlockHeap(byte* memory, nuint bytes)
    {
        _from = _top = memory;
        _to = memory + bytes;
    }

    /// <summary>From the start to the end of the last block; what lies above is free.</summary>
    public nuint Extent => (nuint)(_top - _from);

    /// <summary>In blocks, headers included.</summary>
    public nuint Used { get; private set; }

    public bool Owns(void* memory) => memory >= _from && memory < _to;

    /// <returns>Null where no stretch of that size is left.</returns>
    public void* Allocate(nuint bytes)
    {
        if (bytes > (nuint)(_to - _from))
        {
            return null;
        }
        var size = ((bytes + Alignment - 1) & ~(Alignment - 1)) + HeaderBytes;
        var block = Smallest(size);
        if (block is null)
        {
            if ((nuint)(_to - _top) < size)
            {
                return null;
            }
            block = (Header*)_top;
            block->Size = size;
            block->Before = _last;
            _last = block;
            _top += size;
        }
        else
        {
            Unlist(block);
            Split(block, size);
        }
        block->IsGap = false;
        Used += block->Size;
        return (byte*)block + HeaderBytes;
    }

    public void Return(void* memory)
    {
        var block = (Header*)((byte*)memory - HeaderBytes);
        Used -= block->Size;
        if (Behind(block) is var next && next is not null && next->IsGap)
        {
            Unlist(next);
            Join(block, next);
        }
        if (block->Before is var before && before is not null && before->IsGap)
        {
            Unlist(before);
            Join(before, block);
            block = before;
        }
        if (block == _last)
        {
            // The end of the stretch is no gap: blocks are put there last.
            _top = (byte*)block;
            _last = block->Before;
            return;
        }
        List(block);
    }

    private static int ListOf(nuint size)
    {
        var doubling = BitOperations.Log2(size);
        return (8 * doubling) + (int)((size >> (doubling - 3)) & 7);
    }

    private Header* Behind(Header* block) => block == _last ? null : (Header*)((byte*)block + block->Size);

    private Header* Smallest(nuint size)
    {
        var list = ListOf(size);
        // The first list has smaller gaps too.
        if (LeastOf(_gaps[list], size) is var found && found is not null)
        {
            return found;
        }
        list++;
        for (var word = list / 64; word < _filled.Length; word++)
        {
            var bits = _filled[word] & (word == list / 64 ? ~0UL << (list % 64) : ~0UL);
            if (bits != 0)
            {
                return LeastOf(_gaps[(64 * word) + BitOperations.TrailingZeroCount(bits)], size);
            }
        }
        return null;
    }

    // The smallest, the lowest of equals: what a block leaves stays where others already are.
    private static Header* LeastOf(Header* gap, nuint size)
    {
        Header* best = null;
        for (; gap is not null; gap = gap->Next)
        {
            if (gap->Size >= size && (best is null || gap->Size < best->Size || (gap->Size == best->Size && gap < best)))
            {
                best = gap;
            }
        }
        return best;
    }

    private void Split(Header* block, nuint size)
    {
        if (block->Size - size < LeastSplit)
        {
            return;
        }
        var rest = (Header*)((byte*)block + size);
        rest->Size = block->Size - size;
        rest->Before = block;
        if (block == _last)
        {
            _last = rest;
        }
        else
        {
            ((Header*)((byte*)block + block->Size))->Before = rest;
        }
        block->Size = size;
        List(rest);
    }

    private void Join(Header* block, Header* next)
    {
        block->Size += next->Size;
        if (next == _last)
        {
            _last = block;
        }
        else
        {
            ((Header*)((byte*)block + block->Size))->Before = block;
        }
    }

    private void List(Header* gap)
    {
        var list = ListOf(gap->Size);
        gap->IsGap = true;
        gap->Next = _gaps[list];
        gap->Previous = null;
        if (gap->Next is not null)
        {
            gap->Next->Previous = gap;
        }
        _gaps[list] = gap;
        _filled[list / 64] |= 1UL << (list % 64);
    }

    private void Unlist(Header* gap)
    {
        if (gap->Next is not null)
        {
            gap->Next->Previous = gap->Previous;
        }
        if (gap->Previous is not null)
        {
            gap->Previous->Next = gap->Next;
            return;
        }
        var list = ListOf(gap->Size);
        _gaps[list] = gap->Next;
        if (gap->Next is null)
        {
            _filled[list / 64] &= ~(1UL << (list % 64));
        }
    }

    private struct Header
    {
        public nuint Size;
        public Header* Before;
        public Header* Next;
        public Header* Previous;
        public bool IsGap;
    }
}
