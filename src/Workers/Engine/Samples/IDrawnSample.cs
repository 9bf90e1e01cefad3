namespace MlOpsDashboard.Workers.Engine.Samples;

/// <summary>A sample whose pictures are composed, with files of their own that say what is in them. Found by scanning; stands in the folder of the task that
/// learns from it.</summary>
public interface IDrawnSample
{
    /// <summary>Its name, words and icon set.</summary>
    SampleSet Set { get; }

    /// <summary>One of <see cref="Core.Datasets.DatasetKinds"/>.</summary>
    string Kind { get; }

    /// <summary>How many it writes.</summary>
    int Pictures { get; }

    /// <summary>Of what is in them.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Writes all files; the same icons give the same pictures.</summary>
    /// <param name="folder">Is there; what lies in it is replaced.</param>
    /// <param name="drawn">Called for each picture, by several threads.</param>
    void Write(EmojiIcons icons, string folder, Action drawn, CancellationToken cancellationToken);
}
