using System.Runtime.CompilerServices;

namespace MlOpsDashboard.Workers.Engine.Data.Jpeg;

/// <summary>Decodes the entropy-coded part of one scan into coefficients: sequential or progressive (ITU T.81, annexes F and G).</summary>
internal sealed class JpegScan(JpegFrame frame, JpegComponent[] components, int spectralStart, int spectralEnd, int high, int low)
{
    private int _endOfBand;

    /// <summary>False if the data ended early, went on behind its end, or its restart markers were not in order.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <param name="isWanted">Whether a component's samples are asked for.</param>
    /// <returns>Where the next marker stands.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Decode(ReadOnlySpan<byte> data, int position, Predicate<JpegComponent> isWanted)
    {
        var bits = new JpegBits(data, position);
        var single = components.Length == 1;
        var (wide, tall) = single ? (components[0].BlocksWide, components[0].BlocksHigh) : (frame.UnitsWide, frame.UnitsHigh);
        var wanted = Array.ConvertAll(components, component => isWanted(component));
        Span<short> work = stackalloc short[64];
        Reset();
        for (int row = 0, unit = 0; row < tall; row++)
        {
            for (var column = 0; column < wide; column++, unit++)
            {
                if (frame.RestartInterval > 0 && unit > 0 && unit % frame.RestartInterval == 0)
                {
                    IsWhole &= bits.Restart(((unit / frame.RestartInterval) - 1) % 8);
                    Reset();
                }
                for (var c = 0; c < components.Length; c++)
                {
                    var component = components[c];
                    var (high, across) = single ? (1, 1) : (component.Vertical, component.Horizontal);
                    for (var v = 0; v < high; v++)
                    {
                        for (var h = 0; h < across; h++)
                        {
                            var (x, y) = ((column * across) + h, (row * high) + v);
                            if (frame.Progressive)
                            {
                                Block(ref bits, component, component.Block(x, y));
                                continue;
                            }
                            work.Clear();
                            var last = Sequential(ref bits, component, work);
                            if (wanted[c])
                            {
                                component.Transform(work, x, y, isFlat: last == 0);
                            }
                        }
                    }
                }
            }
        }
        IsWhole &= bits.EndedWell;
        return bits.Position;
    }

    private void Reset()
    {
        _endOfBand = 0;
        foreach (var component in components)
        {
            component.Predictor = 0;
        }
    }

    private void Block(ref JpegBits bits, JpegComponent component, Span<short> block)
    {
        if (spectralStart == 0)
        {
            if (high == 0)
            {
                block[0] = (short)(Dc(ref bits, component) << low);
            }
            else if (bits.Read(1) == 1)
            {
                block[0] |= (short)(1 << low);
            }
        }
        else if (high == 0)
        {
            Ac(ref bits, component, block, spectralStart, spectralEnd, low);
        }
        else
        {
            Refine(ref bits, component, block);
        }
    }

    private int Dc(ref JpegBits bits, JpegComponent component)
    {
        var size = frame.DcTables[component.DcTable]?.Decode(ref bits) ?? throw new JpegFormatException();
        return component.Predictor +=
            size > 16 ? throw new JpegFormatException()
            : size == 0 ? 0
            : bits.Extend(size);
    }

    // A whole block; gives the place of its last coefficient.
    private int Sequential(ref JpegBits bits, JpegComponent component, scoped Span<short> block)
    {
        block[0] = (short)Dc(ref bits, component);
        var table = frame.AcTables[component.AcTable] ?? throw new JpegFormatException();
        var last = 0;
        for (var k = 1; k < 64; k++)
        {
            var symbol = table.Decode(ref bits);
            var size = symbol & 15;
            if (size == 0)
            {
                if (symbol != 0xF0)
                {
                    break;
                }
                k += 15;
                continue;
            }
            k += symbol >> 4;
            if (k > 63)
            {
                throw new JpegFormatException();
            }
            block[JpegFrame.Natural[k]] = (short)bits.Extend(size);
            last = k;
        }
        return last;
    }

    private void Ac(ref JpegBits bits, JpegComponent component, Span<short> block, int from, int to, int shift)
    {
        if (_endOfBand > 0)
        {
            _endOfBand--;
            return;
        }
        var table = frame.AcTables[component.AcTable] ?? throw new JpegFormatException();
        for (var k = from; k <= to; k++)
        {
            var symbol = table.Decode(ref bits);
            var (run, size) = (symbol >> 4, symbol & 15);
            if (size == 0)
            {
                if (run < 15)
                {
                    _endOfBand = (1 << run) + bits.Read(run) - 1;
                    return;
                }
                k += 15;
                continue;
            }
            k += run;
            if (k > 63)
            {
                throw new JpegFormatException();
            }
            block[JpegFrame.Natural[k]] = (short)(bits.Extend(size) << shift);
        }
    }

    // Correction bits for what is not zero yet, new values of one bit in between.
    private void Refine(ref JpegBits bits, JpegComponent component, Span<short> block)
    {
        var table = frame.AcTables[component.AcTable] ?? throw new JpegFormatException();
        var (plus, k) = (1 << low, spectralStart);
        while (_endOfBand == 0 && k <= spectralEnd)
        {
            var symbol = table.Decode(ref bits);
            var (run, value) = (symbol >> 4, 0);
            if ((symbol & 15) != 0)
            {
                value = bits.Read(1) == 1 ? plus : -plus;
            }
            else if (run < 15)
            {
                _endOfBand = (1 << run) + bits.Read(run);
                break;
            }
            for (; k <= spectralEnd; k++)
            {
                ref var at = ref block[JpegFrame.Natural[k]];
                if (at != 0)
                {
                    Correct(ref bits, ref at, plus);
                }
                else if (run-- == 0)
                {
                    at = (short)value;
                    k++;
                    break;
                }
            }
        }
        if (_endOfBand > 0)
        {
            for (; k <= spectralEnd; k++)
            {
                ref var at = ref block[JpegFrame.Natural[k]];
                if (at != 0)
                {
                    Correct(ref bits, ref at, plus);
                }
            }
            _endOfBand--;
        }
    }

    private static void Correct(ref JpegBits bits, ref short value, int plus)
    {
        if (bits.Read(1) == 1 && (value & plus) == 0)
        {
            value += (short)(value > 0 ? plus : -plus);
        }
    }
}
