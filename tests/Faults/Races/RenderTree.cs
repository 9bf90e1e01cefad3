using System.Buffers.Binary;
using System.Text;

namespace MlOpsDashboard.Faults.Races;

/// <summary>What a page shows: the render batches of its circuit applied one after the other, as the browser's half of Blazor does.</summary>
internal sealed class RenderTree
{
    private const int FrameBytes = 20,
        EditBytes = 16;

    private readonly Dictionary<int, RenderNode> components = [];
    private readonly HashSet<int> roots = [];

    private enum Edit
    {
        PrependFrame = 1,
        RemoveFrame,
        SetAttribute,
        RemoveAttribute,
        UpdateText,
        StepIn,
        StepOut,
        UpdateMarkup,
        PermutationListEntry,
        PermutationListEnd,
    }

    private enum Frame
    {
        Element = 1,
        Text,
        Attribute,
        Component,
        Region,
        ElementReferenceCapture,
        Markup = 8,
    }

    /// <summary>Everything that the page's interactive parts show.</summary>
    public IEnumerable<RenderNode> All() => roots.SelectMany(root => components[root].All());

    /// <summary>The first element with that <c>data-testid</c>; null where there is none.</summary>
    public RenderNode? Find(string testId) => All().FirstOrDefault(node => node.Attributes.GetValueOrDefault("data-testid") == testId);

    public void Apply(ReadOnlyMemory<byte> batch)
    {
        var reader = new Batch(batch);
        foreach (var diff in reader.Diffs())
            Apply(reader, diff);
        foreach (var gone in reader.Disposed())
        {
            components.Remove(gone);
            roots.Remove(gone);
        }
    }

    private void Apply(Batch batch, int diff)
    {
        var component = batch.Int(diff);
        if (!components.TryGetValue(component, out var parent))
        {
            components[component] = parent = new();
            roots.Add(component);
        }
        var moves = new List<(int From, int To)>();
        for (var i = 0; i < batch.Int(diff + 4); i++)
        {
            var edit = diff + 8 + (i * EditBytes);
            var (sibling, frame) = (batch.Int(edit + 4), batch.Frame(batch.Int(edit + 8)));
            switch ((Edit)batch.Int(edit))
            {
                case Edit.PrependFrame:
                    Insert(batch, parent, sibling, frame);
                    break;
                case Edit.RemoveFrame:
                    parent.Children.RemoveAt(sibling);
                    break;
                case Edit.SetAttribute:
                    Set(batch, parent.Children[sibling], frame);
                    break;
                case Edit.RemoveAttribute:
                    var name = batch.Text(edit + 12)!;
                    parent.Children[sibling].Attributes.Remove(name);
                    parent.Children[sibling].Handlers.Remove(name);
                    break;
                case Edit.UpdateMarkup:
                    break;
                case Edit.UpdateText:
                    parent.Children[sibling].Text = batch.Text(frame + 4);
                    break;
                case Edit.StepIn:
                    parent = parent.Children[sibling];
                    break;
                case Edit.StepOut:
                    parent = parent.Parent!;
                    break;
                case Edit.PermutationListEntry:
                    moves.Add((sibling, batch.Int(edit + 8)));
                    break;
                case Edit.PermutationListEnd:
                    var before = parent.Children.ToList();
                    foreach (var (from, to) in moves)
                        parent.Children[to] = before[from];
                    moves.Clear();
                    break;
                default:
                    throw new InvalidDataException($"Edit {batch.Int(edit)} is not a part of Blazor's protocol.");
            }
        }
    }

    // How many nodes came: a region's stand in its parent.
    private int Insert(Batch batch, RenderNode parent, int index, int frame)
    {
        switch ((Frame)batch.Int(frame))
        {
            case Frame.Element:
                var element = new RenderNode();
                parent.Insert(index, element);
                var end = frame + (batch.Int(frame + 4) * FrameBytes);
                var next = frame + FrameBytes;
                for (; next < end && (Frame)batch.Int(next) == Frame.Attribute; next += FrameBytes)
                    Set(batch, element, next);
                InsertAll(batch, element, 0, next, end);
                return 1;
            // Icons, mostly.
            case Frame.Markup:
                parent.Insert(index, new());
                return 1;
            case Frame.Text:
                parent.Insert(index, new() { Text = batch.Text(frame + 4) });
                return 1;
            case Frame.Component:
                var component = components[batch.Int(frame + 8)] = new();
                parent.Insert(index, component);
                return 1;
            case Frame.Region:
                return InsertAll(batch, parent, index, frame + FrameBytes, frame + (batch.Int(frame + 4) * FrameBytes));
            default:
                return 0;
        }
    }

    private int InsertAll(Batch batch, RenderNode parent, int index, int from, int end)
    {
        var first = index;
        for (var frame = from; frame < end; )
        {
            index += Insert(batch, parent, index, frame);
            frame += (Frame)batch.Int(frame) is Frame.Element or Frame.Component or Frame.Region ? batch.Int(frame + 4) * FrameBytes : FrameBytes;
        }
        return index - first;
    }

    private static void Set(Batch batch, RenderNode element, int frame)
    {
        var name = batch.Text(frame + 4)!;
        if (batch.Long(frame + 12) is var handler and not 0)
            element.Handlers[name] = handler;
        else
            element.Attributes[name] = batch.Text(frame + 8);
    }

    /// <summary>One render batch: five tables, and at its end where each begins.</summary>
    private sealed class Batch(ReadOnlyMemory<byte> bytes)
    {
        public int Int(int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes.Span[at..]);

        public ulong Long(int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span[at..]);

        public int Frame(int index) => Table(1) + 4 + (index * FrameBytes);

        public IEnumerable<int> Diffs() => Enumerable.Range(0, Int(Table(0))).Select(i => Int(Table(0) + 4 + (i * 4)));

        public IEnumerable<int> Disposed() => Enumerable.Range(0, Int(Table(2))).Select(i => Int(Table(2) + 4 + (i * 4)));

        public string? Text(int at)
        {
            var index = Int(at);
            if (index < 0)
                return null;
            var (start, length) = (Int(Table(4) + (index * 4)), 0);
            for (var shift = 0; ; shift += 7)
            {
                var part = bytes.Span[start++];
                length |= (part & 0x7f) << shift;
                if (part < 0x80)
                    return Encoding.UTF8.GetString(bytes.Span.Slice(start, length));
            }
        }

        private int Table(int number) => Int(bytes.Length - 20 + (number * 4));
    }
}
