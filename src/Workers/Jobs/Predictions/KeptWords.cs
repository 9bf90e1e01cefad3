using System.Collections.Concurrent;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Workers.Jobs.Predictions;

/// <summary>Words that tell for classes of models, since the start of the program: the same model has the same of the same texts. From any thread.</summary>
public sealed class KeptWords
{
    // Some ten kilobytes each.
    private const int Most = 500;

    private readonly ConcurrentDictionary<(string Model, string Predictions, string Class), ClassWords> words = new();

    /// <param name="predictions">Names the texts that were judged.</param>
    public ClassWords? Find(string model, string predictions, string name) => words.GetValueOrDefault((model, predictions, name));

    public void Keep(string model, string predictions, string name, ClassWords found)
    {
        if (words.Count >= Most)
            words.Clear();
        words[(model, predictions, name)] = found;
    }
}
