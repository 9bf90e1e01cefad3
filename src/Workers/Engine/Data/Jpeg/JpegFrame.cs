namespace MlOpsDashboard.Workers.Engine.Data.Jpeg;

/// <summary>What the markers of a JPEG file say: sizes, tables, components, and how colours are meant.</summary>
internal sealed class JpegFrame
{
    /// <summary>Place in a block (row by row) of the k-th coefficient in zigzag order.</summary>
    public static readonly byte[] Natural =
    [
        0,
        1,
        8,
        16,
        9,
        2,
        3,
        10,
        17,
        24,
        32,
        25,
        18,
        11,
        4,
        5,
        12,
        19,
        26,
        33,
        40,
        48,
        41,
        34,
        27,
        20,
        13,
        6,
        7,
        14,
        21,
        28,
        35,
        42,
        49,
        56,
        57,
        50,
        43,
        36,
        29,
        22,
        15,
        23,
        30,
        37,
        44,
        51,
        58,
        59,
        52,
        45,
        38,
        31,
        39,
        46,
        53,
        60,
        61,
        54,
        47,
        55,
        62,
        63,
    ];

    // libjpeg's most blocks in a unit of an interleaved scan.
    private const int MostBlocks = 10;

    private bool _jfif;
    private int _adobe = -1;

    public int Width { get; private set; }
    public int Height { get; private set; }
    public bool Progressive { get; private set; }
    public int RestartInterval { get; private set; }
    public int MaxHorizontal { get; private set; }
    public int MaxVertical { get; private set; }
    public int UnitsWide => (Width + (8 * MaxHorizontal) - 1) / (8 * MaxHorizontal);
    public int UnitsHigh => (Height + (8 * MaxVertical) - 1) / (8 * MaxVertical);
    public JpegComponent[] Components { get; private set; } = [];
    public ushort[]?[] Quantization { get; } = new ushort[]?[4];
    public JpegHuffmanTable?[] DcTables { get; } = new JpegHuffmanTable?[4];
    public JpegHuffmanTable?[] AcTables { get; } = new JpegHuffmanTable?[4];

    /// <summary>libjpeg's rule: JFIF means YCbCr; else Adobe's word; else the names of the components.</summary>
    public bool IsRgb => Components.Length == 3 && !_jfif && (_adobe == 0 || (_adobe < 0 && Components.Select(c => c.Id).SequenceEqual([82, 71, 66])));

    /// <summary>
    /// False if anything was not as the standard has it, though pixels could be made of it: zeros made up or bytes passed over, restarts out of order, a scan
    /// missing. Whoever
    /// needs to know whether the file is sound must then ask somebody else.
    /// </summary>
    public bool IsSound { get; private set; } = true;

    /// <summary>Reads all markers and scans.</summary>
    /// <param name="gray">Only the first component's samples are asked for.</param>
    /// <exception cref="JpegFormatException">Damaged, larger than allowed, or a kind that is not read here (12 bits, arithmetic coding, lossless, more than 3
    /// components).</exception>
    public static JpegFrame Read(ReadOnlySpan<byte> data, bool gray, PictureLimits limits)
    {
        var frame = new JpegFrame();
        var position = 2;
        var scans = 0;
        while (true)
        {
            var from = position;
            while (position < data.Length && data[position] != 0xFF)
            {
                position++;
            }
            frame.IsSound &= position == from;
            while (position < data.Length && data[position] == 0xFF)
            {
                position++;
            }
            if (position >= data.Length)
            {
                throw new JpegFormatException();
            }
            var marker = data[position++];
            if (marker == 0xD9)
            {
                frame.IsSound &= frame.Components.All(component => component.Multipliers is not null);
                return scans > 0 ? frame : throw new JpegFormatException();
            }
            if (marker is 0 or 1 or (>= 0xD0 and <= 0xD8))
            {
                frame.IsSound = false;
                continue;
            }
            var length = (data[position] << 8) | data[position + 1];
            var segment = data.Slice(position + 2, length - 2);
            position += length;
            if (marker == 0xDA)
            {
                var scan = frame.Scan(segment);
                position = scan.Decode(data, position, component => !gray || component == frame.Components[0]);
                frame.IsSound &= scan.IsWhole;
                if (++scans > DecodingCost.MaxScans)
                {
                    throw new JpegFormatException();
                }
                continue;
            }
            frame.Marker(marker, segment, limits);
        }
    }

    private void Marker(int marker, ReadOnlySpan<byte> segment, PictureLimits limits)
    {
        switch (marker)
        {
            case 0xC0 or 0xC1 or 0xC2:
                Start(marker == 0xC2, segment, limits);
                break;
            case 0xC4:
                Huffman(segment);
                break;
            case >= 0xC3 and <= 0xCF:
                throw new JpegFormatException();
            case 0xDB:
                Quantizers(segment);
                break;
            case 0xDD:
                IsSound &= segment.Length == 2;
                RestartInterval = (segment[0] << 8) | segment[1];
                break;
            case 0xE0 when segment.StartsWith("JFIF\0"u8):
                _jfif = true;
                break;
            case 0xEE when segment.Length >= 12 && segment.StartsWith("Adobe"u8):
                _adobe = segment[11];
                break;
            case (>= 0xE0 and <= 0xEF) or 0xFE:
                break;
            default:
                IsSound = false;
                break;
        }
    }

    private void Start(bool progressive, ReadOnlySpan<byte> segment, PictureLimits limits)
    {
        if (segment[0] != 8 || Components.Length > 0 || segment[5] is not (1 or 3))
        {
            throw new JpegFormatException();
        }
        Progressive = progressive;
        IsSound &= segment.Length == 6 + (3 * segment[5]);
        (Height, Width) = ((segment[1] << 8) | segment[2], (segment[3] << 8) | segment[4]);
        Components = new JpegComponent[segment[5]];
        for (var i = 0; i < Components.Length; i++)
        {
            var entry = segment.Slice(6 + (i * 3), 3);
            Components[i] = new(entry[0], entry[1] >> 4, entry[1] & 15, entry[2]);
        }
        (MaxHorizontal, MaxVertical) = (Components.Max(c => c.Horizontal), Components.Max(c => c.Vertical));
        if (
            Width == 0
            || Height == 0
            || Components.Any(c =>
                c.Horizontal is < 1 or > 4
                || c.Vertical is < 1 or > 4
                || MaxHorizontal % c.Horizontal != 0
                || MaxVertical % c.Vertical != 0
                || c.Quantization > 3
            )
        )
        {
            throw new JpegFormatException();
        }
        if (!limits.Allow(Width, Height))
        {
            throw new JpegFormatException();
        }
        IsSound &= Components.Select(component => component.Id).Distinct().Count() == Components.Length;
        foreach (var component in Components)
        {
            component.Measure(Width, Height, MaxHorizontal, MaxVertical);
            component.Allocate(progressive);
        }
    }

    private JpegScan Scan(ReadOnlySpan<byte> segment)
    {
        var components = new JpegComponent[segment[0]];
        var (from, to, high, low) = (0, 0, 0, 0);
        for (var i = 0; i < components.Length; i++)
        {
            var id = segment[1 + (i * 2)];
            var component = Components.FirstOrDefault(c => c.Id == id) ?? throw new JpegFormatException();
            (component.DcTable, component.AcTable) = ((segment[2 + (i * 2)] >> 4) & 3, segment[2 + (i * 2)] & 3);
            IsSound &= (segment[2 + (i * 2)] & ~0x33) == 0;
            components[i] = component;
        }
        var tail = segment[(1 + (components.Length * 2))..];
        (from, to, high, low) = (tail[0], tail[1], tail[2] >> 4, tail[2] & 15);
        if (to > 63 || from > to || components.Length == 0)
        {
            throw new JpegFormatException();
        }
        IsSound &=
            tail.Length == 3
            && components.Distinct().Count() == components.Length
            && (components.Length == 1 || components.Sum(c => c.Horizontal * c.Vertical) <= MostBlocks)
            && (
                Progressive
                    ? (from == 0 ? to == 0 : components.Length == 1) && (high == 0 || low == high - 1) && low <= 13
                    : (from, to, high, low) == (0, 63, 0, 0)
            )
            && components.All(c => from > 0 || DcTables[c.DcTable]?.IsForDc != false);
        foreach (var component in components)
        {
            // A sequential component comes once; a progressive one begins with its first coefficients.
            if (component.Multipliers is null ? from > 0 : !Progressive)
            {
                throw new JpegFormatException();
            }
            component.Multipliers ??= JpegFastTransform.Multipliers(Quantization[component.Quantization] ?? throw new JpegFormatException());
        }
        return new JpegScan(this, components, from, to, high, low);
    }

    private void Huffman(ReadOnlySpan<byte> segment)
    {
        while (segment.Length >= 17)
        {
            var counts = segment.Slice(1, 16);
            var total = 0;
            foreach (var count in counts)
            {
                total += count;
            }
            IsSound &= (segment[0] & ~0x13) == 0;
            (segment[0] >> 4 == 0 ? DcTables : AcTables)[segment[0] & 3] = new(counts, segment.Slice(17, total));
            segment = segment[(17 + total)..];
        }
        IsSound &= segment.Length == 0;
    }

    private void Quantizers(ReadOnlySpan<byte> segment)
    {
        while (segment.Length > 0)
        {
            var (wide, table) = (segment[0] >> 4 != 0, new ushort[64]);
            for (var k = 0; k < 64; k++)
            {
                table[Natural[k]] = wide ? (ushort)((segment[1 + (k * 2)] << 8) | segment[2 + (k * 2)]) : segment[1 + k];
            }
            IsSound &= (segment[0] & ~0x13) == 0;
            Quantization[segment[0] & 3] = table;
            segment = segment[(wide ? 129 : 65)..];
        }
    }
}
