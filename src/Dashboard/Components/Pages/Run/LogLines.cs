using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Dashboard.Components.Pages.Run;

/// <summary>The end of a log, in blocks that only grow at their end, so that a new line costs one block and not all of them.</summary>
internal sealed class LogLines
{
    private static readonly TextResource Texts = new(typeof(RunTexts));

    /// <summary>Lines of a full block.</summary>
    public const int BlockSize = 50;

    private readonly List<List<RunLogLine>> blocks = [];

    public IReadOnlyList<IReadOnlyList<RunLogLine>> Blocks => blocks;

    /// <summary>Kinds that occur, in order.</summary>
    public IEnumerable<string> Kinds => blocks.SelectMany(b => b).Select(l => l.Kind).Distinct().Order();

    public int Count => blocks.Sum(b => b.Count);

    /// <summary>Sequence number of the first line that is here; 0 where there is none.</summary>
    public long First => blocks.Count == 0 ? 0 : blocks[0][0].Sequence;

    /// <summary>Of the last one.</summary>
    public long Last => blocks.Count == 0 ? 0 : blocks[^1][^1].Sequence;

    /// <summary>A kind as the log calls it; one that is not known by its own name.</summary>
    public static string Word(string kind) => Texts.Find($"Kind.{kind}") ?? kind;

    /// <summary>Takes lines in order; those that are here already are passed over.</summary>
    public void Append(IEnumerable<RunLogLine> lines)
    {
        foreach (var line in lines.Where(l => l.Sequence > Last))
        {
            if (blocks.Count == 0 || blocks[^1].Count >= BlockSize)
                blocks.Add([]);
            blocks[^1].Add(line);
        }
    }

    /// <summary>Puts older lines, in order, before all others.</summary>
    public void Prepend(IReadOnlyList<RunLogLine> lines)
    {
        var older = blocks.Count == 0 ? lines : [.. lines.Where(l => l.Sequence < First)];
        blocks.InsertRange(0, older.Chunk(BlockSize).Select(c => c.ToList()).ToList());
    }

    /// <summary>Lets the oldest blocks go, down to <paramref name="lines"/> or a little more.</summary>
    public void Keep(int lines)
    {
        for (var left = Count; blocks.Count > 0 && left - blocks[0].Count >= lines; left = Count)
            blocks.RemoveAt(0);
    }
}
