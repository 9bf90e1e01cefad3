using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Engine.Layers.Attention;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using MlOpsDashboard.Workers.Engine.Texts;
using MlOpsDashboard.Workers.Engine.Training;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Inputs.Texts;

/// <summary>A table of short texts of two classes that differ by a word, an encoder with weights, and runs on them.</summary>
internal sealed class TextFolder : IDisposable
{
    private static readonly string[] Words = ["red", "blue", "house", "river", "stone", "light", "glass", "paper", "road", "green"];
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("mlops-texts-");

    public TextFolder(int count = 36)
    {
        var random = new Random(5);
        var table = new StringBuilder("text,label\n");
        for (var i = 0; i < count; i++)
        {
            var others = Enumerable.Range(0, random.Next(1, 12)).Select(_ => Words[random.Next(Words.Length)]);
            table.Append(CultureInfo.InvariantCulture, $"{string.Join(' ', others)} {(i % 2 == 0 ? "good" : "bad")} {i},{(i % 2 == 0 ? "yes" : "no")}\n");
        }
        File.WriteAllText(Data, table.ToString());
    }

    public string Data => Out("texts.csv");

    public string Out(string name) => Path.Combine(_root.FullName, name);

    /// <summary>One attention over the vectors of 64 buckets, saved with its tokenizer.</summary>
    public string Encoder()
    {
        var path = Out("encoder.keras");
        using var names = NameScope.Begin();
        var tokens = InputLayer.Create(TensorShape.Of(null, null), "int32", "token_ids").Output;
        var mask = InputLayer.Create(TensorShape.Of(null, null), "int32", "padding_mask").Output;
        var x = new Embedding(64, 8, name: "token_embedding").Apply(tokens);
        var attention = MultiHeadAttention.FromConfig(
            new LayerConfig(nameof(MultiHeadAttention), JsonNode.Parse("""{"name":"attention","num_heads":2,"key_dim":4}""")!.AsObject())
        );
        var keywords = new JsonObject { ["query_mask"] = null, ["value_mask"] = CallArguments.Placeholder(2) };
        x = new Add().Apply(x, attention.Apply([x, x, mask], MultiHeadAttention.Arguments(keywords: keywords))[0]);
        x = new LayerNormalization(name: "norm").Apply(x);
        using var network = new Network([tokens, mask], [x], "encoder");
        network.Initialize(3);
        KerasFile.Save(network, path, tokenizer: Tokenizer);
        return path;
    }

    public static ITokenizer Tokenizer { get; } =
        new NGramTokenizer(
            new NGramOptions
            {
                Buckets = 64,
                MaxCharacters = 0,
                MaxWords = 1,
            }
        );

    public TrainingSpec NGrams(int epochs = 4) =>
        new()
        {
            Task = "text-classification",
            Data = Texts,
            Backbone = new BackboneSpec { Name = "NGrams", Weights = "none" },
            Head = new HeadSpec { Dropout = 0.1 },
            Stages =
            [
                new StageSpec
                {
                    Epochs = epochs,
                    Unfreeze = Unfreeze.All,
                    Optimizer = new ComponentSpec("Adam", ("learningRate", 0.02)),
                },
            ],
        };

    /// <summary>Two stages: the encoder frozen, then trained.</summary>
    public TrainingSpec Encoded(string pooling = "avg") =>
        TaskMembers.With(
            NGrams() with
            {
                Backbone = new BackboneSpec { File = Encoder() },
                Head = new HeadSpec { Dropout = 0.1, Pooling = pooling },
                Stages =
                [
                    new StageSpec { Epochs = 2, Optimizer = new ComponentSpec("Adam", ("learningRate", 0.02)) },
                    new StageSpec
                    {
                        Name = "fine-tuning",
                        Epochs = 2,
                        Unfreeze = Unfreeze.Last(2),
                        Optimizer = new ComponentSpec("AdamW", ("learningRate", 0.01)),
                    },
                ],
            },
            "data.maxLength",
            40
        );

    public TrainingResult Run(
        TrainingSpec spec,
        string name,
        bool resume = false,
        long cacheBytes = 1 << 20,
        Action<RunEvent>? react = null,
        CancellationTokenSource? stop = null,
        string? features = null,
        Func<TrainerOptions, TrainerOptions>? with = null
    )
    {
        var options = new TrainerOptions(spec, Out(name), spec.Data.Path)
        {
            Resume = resume,
            Threads = 1,
            CacheBytes = cacheBytes,
            FeatureFolder = features,
        };
        return new Trainer(
            with?.Invoke(options) ?? options,
            new ModelFiles(),
            new Watcher(react),
            new Microsoft.Extensions.Time.Testing.FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(1) }
        ).Run(stop?.Token ?? TestContext.Current.CancellationToken);
    }

    public void Dispose() => _root.Delete(recursive: true);

    private DataSpec Texts =>
        new()
        {
            Path = Data,
            BatchSize = 4,
            ValidationSplit = 0.25,
        };

    private sealed class Watcher(Action<RunEvent>? react) : StringWriter(CultureInfo.InvariantCulture)
    {
        public override void WriteLine(string? value) => react?.Invoke(RunEventJson.TryRead(value!)!);
    }
}
