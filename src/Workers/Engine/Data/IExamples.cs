using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Execution.Features;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>Examples to train on or to judge by, whatever they are made of: pictures, texts.</summary>
public interface IExamples
{
    int Count { get; }

    /// <summary>Whether their inputs differ in shape: a batch of them is padded with zeros (<see cref="PaddedRows"/>). What a frozen layer or a judge makes of
    /// one is then made of it alone, so that it never depends on its neighbours.</summary>
    bool IsRagged => false;

    /// <summary>Whether an example is another each time it is drawn, as its <see cref="Draw.Key"/> says (a mosaic's partners): nothing that is made of it in
    /// training is kept. A key of 0 is the example as it is.</summary>
    bool VariesByDraw => false;

    /// <summary>What reads them: the same for all subsets of one.</summary>
    object Source { get; }

    /// <summary>Examples of the whole <see cref="Source"/> that were read and decoded so far; those found at hand do not count.</summary>
    int Decoded { get; }

    /// <summary>The format that inputs are read in, as text: activations of frozen layers depend on it.</summary>
    string Format { get; }

    /// <summary>Unlike any other's of the source.</summary>
    string Name(int row);

    /// <summary>What is true of it, as stored.</summary>
    IReadOnlyList<double> Target(int row);

    /// <summary>How much it counts in training, where its source says so.</summary>
    float? Weight(int row);

    /// <summary>The same for all examples that show a network the same.</summary>
    string ViewId(int row);

    /// <summary>Finds out every <see cref="ViewId"/>.</summary>
    void Identify(CancellationToken stop = default);

    /// <summary>Reads every example once, so that a damaged one is found before training begins.</summary>
    void Load(CancellationToken stop = default);

    /// <summary>Examples that fit into one batch in memory: at most <paramref name="wanted"/>, at least 1.</summary>
    int MostAtOnce(int wanted);

    /// <summary>Some of them in a new order.</summary>
    IExamples Subset(IReadOnlyList<int> rows);

    /// <summary>Targets and weights alone: what an epoch on cached activations needs. Nothing is read.</summary>
    Batch Targets(IReadOnlyList<Draw> draws);

    /// <param name="batches">In the order in which they are asked for.</param>
    /// <param name="ahead">Most batches read before they are asked for.</param>
    /// <param name="once">Whether they are not asked for again soon, so that keeping what is read does not pay.</param>
    IBatchReader Read(IReadOnlyList<Draw[]> batches, int ahead, bool once = false);

    /// <summary>By what the example is known again.</summary>
    ExampleIdentity Identity(int row);

    /// <summary>From now on an example of another content is refused when it is read.</summary>
    void Expect(int row, string sha256, Func<RefusedException> refuse);
}
