using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Tasks;
using MlOpsDashboard.Workers.Host.Output;
using TorchSharp;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops predict</c>: a network's outputs, or those of an inner layer, for pictures or an array.</summary>
internal static class PredictVerb
{
    private const int Batch = 32;

    public static Command Create(HostOutput output)
    {
        var model = Verb.Model();
        var input = new Option<string[]>("--input") { Description = CommandTexts.Of("predict.input") };
        var lines = new Option<string[]>("--text") { Description = CommandTexts.Of("predict.text") };
        var column = new Option<string?>("--column") { Description = CommandTexts.Of("predict.column") };
        var length = new Option<int?>("--max-length") { Description = CommandTexts.Of("predict.length") };
        var explain = new Option<bool>("--explain") { Description = CommandTexts.Of("predict.explain") };
        var of = new Option<string?>("--of") { Description = CommandTexts.Of("predict.of") };
        var stdin = new Option<bool>("--stdin") { Description = CommandTexts.Of("predict.stdin") };
        var file = new Option<string[]>("--output") { Description = CommandTexts.Of("predict.output") };
        var spreadsheet = new Option<bool>("--spreadsheet") { Description = CommandTexts.Of("predict.spreadsheet") };
        var layer = new Option<string?>("--layer") { Description = CommandTexts.Of("predict.layer") };
        var json = Verb.Json();
        var device = Verb.Device();
        var command = new Command("predict", CommandTexts.Of("predict"))
        {
            model,
            input,
            lines,
            column,
            length,
            explain,
            of,
            stdin,
            file,
            spreadsheet,
            layer,
            json,
            device,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                var target = ComputeDevice.Of(parsed.GetRequiredValue(device));
                var reference = parsed.GetRequiredValue(model);
                StartTimes.Mark("libtorch loaded");
                using var loaded = await Verb.OpenAsync(reference, stop);
                if (target.type != DeviceType.CPU && loaded.Network.Inputs.Any(input => input.DType == "string"))
                {
                    throw new RefusedException(new Refusal("command.predict.device", ("received", parsed.GetValue(device)?.ToString())));
                }
                loaded.Network.MoveTo(target);
                StartTimes.Mark("model read");
                var texts = parsed.GetValue(lines) ?? [];
                var given = parsed.GetValue(input) ?? [];
                if (loaded.Tokenizer is not null && !given.Any(PredictArrays.IsArray))
                {
                    if (parsed.GetValue(stdin))
                    {
                        await PredictTexts.ServeAsync(reference, loaded, output, stop);
                        return ExitCode.Done;
                    }
                    if (texts.Length == 0 == (given.Length != 1))
                    {
                        throw new RefusedException(new Refusal("command.predict.texts"));
                    }
                    using var inside = torch.NewDisposeScope();
                    var answers = PredictTexts.Run(
                        reference,
                        loaded,
                        new TextQuestion(texts, given.FirstOrDefault(), parsed.GetValue(column), parsed.GetValue(layer))
                        {
                            MaxLength = parsed.GetValue(length),
                            Explains = parsed.GetValue(explain),
                            Of = parsed.GetValue(of),
                        },
                        stop
                    );
                    answers.ForSpreadsheets = parsed.GetValue(spreadsheet);
                    return Show(answers, PredictOutputs.Files(parsed.GetValue(file) ?? [], answers.Count, loaded.Network.Name), parsed.GetValue(json), output);
                }
                if (texts.Length > 0)
                {
                    throw new RefusedException(new Refusal("command.predict.noTokenizer", ("model", reference)));
                }
                var network = parsed.GetValue(layer) is { } at ? Cut(loaded.Network, at) : loaded.Network;
                var isWhole = ReferenceEquals(network, loaded.Network);
                var ends = Ends(network, isWhole ? loaded.CompileConfig?["loss"] : null, isWhole ? ModelPipeline.Stored(reference) : null);
                if (parsed.GetValue(stdin))
                {
                    await ServeAsync(network, ends[0], ModelPipeline.Of(reference, loaded.Network, output), output, stop);
                    return ExitCode.Done;
                }
                var sources = PredictArrays.Split(parsed.GetValue(input) ?? [], network.Inputs.Count);
                if (sources.Length == 0)
                {
                    throw new RefusedException(new Refusal("command.predict.input"));
                }
                if (network.Outputs.FirstOrDefault(end => end.DType == "string") is { } text)
                {
                    throw new RefusedException(new Refusal("command.predict.output", ("layer", text.Layer.Name)));
                }
                var files = PredictOutputs.Files(parsed.GetValue(file) ?? [], network.Outputs.Count, network.Name);
                using var scope = torch.NewDisposeScope();
                var outputs =
                    sources.Length > 1 || network.Inputs.Count > 1 || PredictArrays.IsArray(sources[0]) || network.Inputs[0].DType == "string"
                        ? Arrays(network, ends, sources, reference, stop)
                        : Pictures(network, ends, Files(sources[0]), ModelPipeline.Of(reference, loaded.Network, output), stop);
                StartTimes.Mark("pictures decoded, network run");
                outputs.ForSpreadsheets = parsed.GetValue(spreadsheet);
                return Show(outputs, files, parsed.GetValue(json), output);
            }
        );
        return command;
    }

    private static int Show(PredictOutputs outputs, IReadOnlyList<string> files, bool json, HostOutput output)
    {
        outputs.Write(files, output);
        if (outputs.Note is { } note)
        {
            output.Say(note.Sentence);
        }
        foreach (var (path, reason) in outputs.Refused)
        {
            output.Say(CommandTexts.Of("predict.leftOut", path, reason));
        }
        if (json)
        {
            outputs.Json(output);
        }
        else if (files.Count == 0)
        {
            outputs.Text(output);
        }
        return outputs.Refused.Count > 0 ? ExitCode.Refused : ExitCode.Done;
    }

    internal static Network Cut(Network network, string layer) =>
        int.TryParse(layer, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index) ? network.CutAt(index) : network.CutAt(layer);

    private static PredictOutputs Arrays(Network network, NetworkEnd[] ends, string[] paths, string reference, CancellationToken stop)
    {
        var values = PredictArrays.Read(network, paths);
        var count = (int)values[0].shape[0];
        var outputs = Run(network, count, Batch, indices => [.. values.Select(value => value.narrow(0, indices[0], indices.Length))], stop);
        return new PredictOutputs(
            [.. Enumerable.Range(0, count).Select(i => $"{Path.GetFileName(paths[0])}[{i}]")],
            ends,
            outputs,
            ModelPipeline.ClassNames(reference)
        );
    }

    private static PredictOutputs Pictures(Network network, NetworkEnd[] ends, LabelledFiles files, PicturePipeline pipeline, CancellationToken stop)
    {
        var store = Store(files, pipeline);
        var size = store.Format.Batch(Batch);
        using var batches = new PictureBatches(store, [.. Enumerable.Range(0, store.Count).Chunk(size)], leavesOut: store.Count > 1);
        var outputs = Run(
            network,
            store.Count,
            size,
            _ => batches.Next() is { } batch && batch.shape[0] > 0 ? [pipeline.Preprocessing.Apply(batch)] : [],
            stop
        );
        var leftOut = batches.Refused.ToDictionary(refused => refused.Picture, refused => refused.Reason);
        if (leftOut.Count == store.Count)
        {
            throw new RefusedException(new Refusal("command.predict.undecodable", ("files", $"{files.Files.Count}"), ("reason", batches.Refused[0].Reason)));
        }
        int[] read = [.. Enumerable.Range(0, store.Count).Where(i => !leftOut.ContainsKey(i))];
        return new PredictOutputs([.. read.Select(i => files.Files[i].Path)], ends, outputs, pipeline.ClassNames)
        {
            Placements = [.. read.Select(store.Placement)],
            Note = PictureNotices.Unturned(store.Unturned, store.Count),
            Refused = [.. batches.Refused.Select(refused => (files.Files[refused.Picture].Path, refused.Reason.Sentence))],
        };
    }

    private static PictureStore Store(LabelledFiles files, PicturePipeline pipeline) =>
        new(files, pipeline.Format, budgetBytes: 0) { Turns = pipeline.Turns, CountsUnturned = true };

    // What stands beside a model says what its outputs answer; of any other network they do.
    private static NetworkEnd[] Ends(Network network, JsonNode? loss, PicturePipeline? stored)
    {
        var answers = stored is null ? null : ModelPipeline.Answers(network, stored);
        return [.. network.Outputs.Select((end, i) => new NetworkEnd(end.Layer.Name, ClassifierOutput.MeaningOf(end, loss), i == 0 ? answers : null))];
    }

    private static LabelledFiles Files(string source)
    {
        if (File.Exists(source))
        {
            return new LabelledFiles(".", [], [new LabelledFile(Path.GetFileName(source), 0, source)]);
        }
        if (!Directory.Exists(source))
        {
            throw new RefusedException(new Refusal("command.predict.source", ("source", source)));
        }
        LabelledFile[] files =
        [
            .. Directory
                .EnumerateFiles(source, "*", SearchOption.AllDirectories)
                .Where(PictureKinds.IsNamedSo)
                .Select(file => new LabelledFile(Path.GetRelativePath(source, file).Replace('\\', '/'), 0))
                .OrderBy(file => file.Path, StringComparer.Ordinal),
        ];
        return files.Length > 0 ? new LabelledFiles(source, [], files) : throw new RefusedException(new Refusal("command.predict.none", ("source", source)));
    }

    private static torch.Tensor[] Run(Network network, int count, int size, Func<int[], torch.Tensor[]> batch, CancellationToken stop)
    {
        using var ready = new ReadyNetwork(network);
        var parts = network.Outputs.Select(_ => new List<torch.Tensor>()).ToArray();
        for (var start = 0; start < count; start += size)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var values = batch([.. Enumerable.Range(start, Math.Min(size, count - start))]);
            if (values.Length == 0)
            {
                continue;
            }
            var results = ready.Predict([.. values.Select(network.ToDevice)]);
            foreach (var (result, part) in results.Zip(parts))
            {
                part.Add(FiniteOutput.Require(network, result.to_type(torch.ScalarType.Float32), values[0].shape[0]).cpu().MoveToOuterDisposeScope());
            }
        }
        return [.. parts.Where(part => part.Count > 0).Select(part => torch.cat(part, 0))];
    }

    private static async Task ServeAsync(Network network, NetworkEnd end, PicturePipeline pipeline, HostOutput output, CancellationToken stop)
    {
        using var ready = new ReadyNetwork(network);
        while (await output.Input.ReadLineAsync(stop) is { } path)
        {
            if (path.Length == 0)
            {
                continue;
            }
            try
            {
                using var scope = torch.NewDisposeScope();
                var store = Store(Files(path), pipeline);
                var values = end.Read(
                        FiniteOutput.Require(
                            network,
                            ready.Predict(network.ToDevice(pipeline.Preprocessing.Apply(store.BatchOnce([0])))).to_type(torch.ScalarType.Float32),
                            1
                        )
                    )
                    .cpu()
                    .contiguous()
                    .data<float>()
                    .ToArray();
                var answers = end.Answers(pipeline.ClassNames, store.Placement(0));
                output.JsonLine(Prediction.Of(path, values, end, answers, PictureNotices.Unturned(store.Unturned, store.Count)));
            }
            catch (RefusedException refused)
            {
                output.JsonLine(
                    new
                    {
                        File = path,
                        Error = refused.Message,
                        Refusal = refused.Reason,
                    }
                );
            }
        }
    }
}
