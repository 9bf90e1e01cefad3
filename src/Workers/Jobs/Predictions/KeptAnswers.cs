using System.Collections.Concurrent;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Workers.Jobs.Predictions;

/// <summary>What models said of stored pictures since the start of the program: the same model says the same of the same picture. From any thread.</summary>
public sealed class KeptAnswers
{
    // An answer of a detector has up to a hundred objects, some ten kilobytes.
    private const int Most = 5_000;

    private readonly ConcurrentDictionary<(string Model, string Picture), PredictionResult> answers = new();

    /// <param name="model">Names the model and how its pictures are prepared.</param>
    /// <param name="picture">Names the bytes, and how they lie.</param>
    public PredictionResult? Find(string model, string picture) => answers.GetValueOrDefault((model, picture));

    public void Keep(string model, string picture, PredictionResult answer)
    {
        if (answers.Count >= Most)
            answers.Clear();
        answers[(model, picture)] = answer;
    }
}
