using System.Diagnostics;
using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Workers.Jobs.Children;

namespace MlOpsDashboard.Workers.Jobs.Predictions;

/// <summary>A child that keeps one model loaded: a picture's path goes in as a line, its probabilities come out as one.</summary>
internal sealed class WarmPredictor(ChildProcess child) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // One line in, one line out: two questions at once would mix up their answers.
    private readonly SemaphoreSlim gate = new(1);

    /// <summary>Memory that the child holds; 0 once it is gone.</summary>
    public long ResidentBytes => Posix.ResidentBytes(child.ProcessId);

    public bool IsAlive => !child.Exit.IsCompleted;

    public async Task<Outcome<PredictionResult>> PredictAsync(string picture, IReadOnlyList<string> classNames, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            var watch = Stopwatch.StartNew();
            await child.Input.WriteLineAsync(picture.AsMemory(), cancellationToken);
            await child.Input.FlushAsync(cancellationToken);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            // Whoever leaves before the answer came would leave it to the next one: the child is ended instead.
            var line = await child.Output.ReadAsync(patience.Token);
            return Parse(line, classNames, watch.Elapsed.TotalMilliseconds);
        }
        catch (Exception e) when (e is System.Threading.Channels.ChannelClosedException or IOException)
        {
            var exit = await child.Exit;
            return Outcome<PredictionResult>.Refused(exit.Code == ChildExit.Refused ? exit.RefusalSentence : exit.Sentence);
        }
        catch (OperationCanceledException)
        {
            child.Kill();
            cancellationToken.ThrowIfCancellationRequested();
            return Outcome<PredictionResult>.Refused($"The worker gave no answer within {Patience.TotalSeconds:0} s.");
        }
        finally
        {
            gate.Release();
        }
    }

    public ValueTask DisposeAsync() => child.DisposeAsync();

    private static Outcome<PredictionResult> Parse(string line, IReadOnlyList<string> classNames, double milliseconds)
    {
        using var document = JsonDocument.Parse(line);
        var answer = document.RootElement;
        if (answer.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String) return Outcome<PredictionResult>.Refused(error.GetString()!);
        var probabilities = answer.GetProperty("probabilities").EnumerateArray().Select(p => p.GetDouble()).ToList();
        if (probabilities.Count != classNames.Count) return Outcome<PredictionResult>.Refused($"Expected {classNames.Count} probabilities, one a class; the model gave {probabilities.Count}.");
        return new PredictionResult([.. classNames.Zip(probabilities, (c, p) => new ClassProbability(c, p)).OrderByDescending(c => c.Probability)], milliseconds);
    }
}
