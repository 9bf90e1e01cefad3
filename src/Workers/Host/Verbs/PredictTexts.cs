using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Data.Texts;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Inputs.Texts;
using MlOpsDashboard.Workers.Engine.Tasks;
using MlOpsDashboard.Workers.Engine.Texts;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Host.Output;
using TorchSharp;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops predict</c> of a model that takes texts.</summary>
internal static class PredictTexts
{
    private const int Batch = 32;

    private const string Sequence = "sequence",
        Pooled = "pooled";

    /// <summary>Answers, in the order of the texts.</summary>
    public static PredictOutputs Run(string model, LoadedModel loaded, TextQuestion question, CancellationToken stop)
    {
        var texts = question.Input is { } file ? UnlabelledTexts.Read(file, question.Column) : [.. question.Texts.Select((text, i) => ($"text#{i + 1}", text))];
        var (network, ends, names, areNumbers) = Asked(model, loaded, question.Layer);
        var encoding = Encoding(model, loaded, question.MaxLength);
        TokenizedText[] tokens = [.. texts.Select(text => encoding.Tokenize(text.Text))];
        // What is said of each token has its padding too: as long as the longest of all.
        var outputs = network.Outputs[0].Shape.Rank > 2 ? Padded(network, encoding, tokens, stop) : OfLikeLength(network, encoding, tokens, stop);
        return new PredictOutputs([.. texts.Select(text => text.Name)], ends, outputs, names)
        {
            Texts = [.. texts.Select(text => text.Text)],
            Explain = question.Explains
                ? Explained(new TextExplainer(network, encoding, names, areNumbers), [.. texts.Select(text => text.Text)], tokens, question.Of, stop)
                : null,
        };
    }

    /// <summary>Answers each line of standard input, <c>{"text":"...","explain":true}</c>, with a line of JSON.</summary>
    public static async Task ServeAsync(string model, LoadedModel loaded, HostOutput output, CancellationToken stop)
    {
        var (network, ends, names, areNumbers) = Asked(model, loaded, null);
        var encoding = Encoding(model, loaded, null);
        TextExplainer? explainer = null;
        while (await output.Input.ReadLineAsync(stop) is { } line)
        {
            if (line.Length == 0)
            {
                continue;
            }
            try
            {
                using var scope = torch.NewDisposeScope();
                var (text, explains, of) = Question(line);
                var tokens = encoding.Tokenize(text);
                var values = OfLikeLength(network, encoding, [tokens], stop)[0];
                using var answer = ends[0].Read(values);
                var numbers = answer.contiguous().data<float>().ToArray();
                var said = Prediction.Of("text", numbers, ends[0], ends[0].Answers(names));
                if (explains)
                {
                    explainer ??= new TextExplainer(network, encoding, names, areNumbers);
                    explainer.AddTo(said, text, tokens, numbers, of, stop);
                }
                output.JsonLine(said);
            }
            catch (RefusedException refused)
            {
                output.JsonLine(new { Error = refused.Message, Refusal = refused.Reason });
            }
        }
    }

    private static Action<JsonObject, int, IReadOnlyList<float>> Explained(
        TextExplainer explainer,
        string[] texts,
        TokenizedText[] tokens,
        string? of,
        CancellationToken stop
    )
    {
        explainer.Require(of);
        return (answer, i, values) => explainer.AddTo(answer, texts[i], tokens[i], values, of, stop);
    }

    private static (string Text, bool Explains, string? Of) Question(string line)
    {
        try
        {
            if (JsonNode.Parse(line) is JsonObject asked && asked["text"] is JsonValue value && value.TryGetValue<string>(out var text))
            {
                return (
                    text,
                    asked["explain"] is JsonValue wish && wish.TryGetValue<bool>(out var explains) && explains,
                    asked["of"] is JsonValue name && name.TryGetValue<string>(out var of) ? of : null
                );
            }
        }
        catch (JsonException)
        {
            // Said below.
        }
        throw new RefusedException(new Refusal("command.predict.line", ("received", line.Length > 60 ? line[..60] + "..." : line)));
    }

    private static TokenEncoding Encoding(string model, LoadedModel loaded, int? maxLength) =>
        TokenEncoding.Of(
            loaded.Network,
            loaded.Tokenizer!,
            maxLength ?? (StoredPreprocessing.TextsOf(model) is { } stored ? stored.MaxLength : TokenEncoding.Positions(loaded.Network))
        );

    private static (Network Network, NetworkEnd[] Ends, IReadOnlyList<string> Names, bool AreNumbers) Asked(string model, LoadedModel loaded, string? layer)
    {
        if (layer is not null || StoredPreprocessing.TextsOf(model) is not { } stored)
        {
            var network = Cut(loaded.Network, layer);
            return (network, [.. network.Outputs.Select(end => new NetworkEnd(end.Layer.Name, OutputMeaning.Numbers))], [], false);
        }
        var task = TrainableTasks.Named(stored.Task);
        var answers = task.Answers(loaded.Network, task.Targets(stored.ClassNames, stored.Targets), stored.Decoding);
        var output = loaded.Network.Outputs[0];
        return (
            loaded.Network,
            [new NetworkEnd(output.Layer.Name, ClassifierOutput.MeaningOf(output, loaded.CompileConfig?["loss"]), answers)],
            stored.ClassNames,
            task.Card.Kinds[0] == DatasetKinds.Numbers
        );
    }

    private static Network Cut(Network network, string? layer) =>
        layer switch
        {
            // An encoder says of each token, and of the text where it has a pooler; without one its end is what there is.
            null => network.Outputs.Count == 1 ? network : Of(network, network.Outputs[^1]),
            Sequence when network.Outputs.FirstOrDefault(output => output.Shape.Rank == 3) is { } tokens => Of(network, tokens),
            Pooled when network.Outputs.FirstOrDefault(output => output.Shape.Rank == 2) is { } text => Of(network, text),
            Sequence or Pooled => throw new RefusedException(
                new Refusal("command.predict.encoder", ("layer", layer), ("received", string.Join(", ", network.Outputs.Select(output => $"{output.Shape}"))))
            ),
            _ => PredictVerb.Cut(network, layer),
        };

    private static Network Of(Network network, KerasTensor output) => network.CutAt(output);

    private static torch.Tensor[] Padded(Network network, TokenEncoding encoding, TokenizedText[] tokens, CancellationToken stop)
    {
        var longest = tokens.Max(text => text.Ids.Count);
        var parts = tokens.Chunk(Batch).Select(chunk => Answer(network, encoding.ToTensors(chunk, longest), stop)).ToList();
        return [.. Enumerable.Range(0, network.Outputs.Count).Select(k => torch.cat([.. parts.Select(part => part[k])], 0))];
    }

    // Without padding, so that no text's answer depends on its neighbours.
    private static torch.Tensor[] OfLikeLength(Network network, TokenEncoding encoding, TokenizedText[] tokens, CancellationToken stop)
    {
        var rows = new torch.Tensor[tokens.Length][];
        foreach (var group in Enumerable.Range(0, tokens.Length).GroupBy(i => tokens[i].Ids.Count).SelectMany(group => group.Chunk(Batch)))
        {
            var answers = Answer(network, encoding.ToTensors([.. group.Select(i => tokens[i])]), stop);
            for (var i = 0; i < group.Length; i++)
            {
                rows[group[i]] = [.. answers.Select(answer => answer.narrow(0, i, 1))];
            }
        }
        return [.. Enumerable.Range(0, network.Outputs.Count).Select(k => torch.cat([.. rows.Select(row => row[k])], 0))];
    }

    private static torch.Tensor[] Answer(Network network, IReadOnlyList<torch.Tensor> inputs, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        using var scope = torch.NewDisposeScope();
        using var quiet = torch.no_grad();
        return
        [
            .. network
                .Forward([.. inputs.Select(network.ToDevice)], CallContext.Inference)
                .Select(result => FiniteOutput.Require(network, result.to_type(torch.ScalarType.Float32), inputs[0].shape[0]).cpu().MoveToOuterDisposeScope()),
        ];
    }
}
