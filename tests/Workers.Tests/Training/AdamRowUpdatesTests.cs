using MlOpsDashboard.Workers.Engine.Execution.Segments;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Constraints;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Texts.Networks;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;
using MlOpsDashboard.Workers.Engine.Training.Schedules;
using MlOpsDashboard.Workers.Tests.Golden;
using MlOpsDashboard.Workers.Tests.SavedModels;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Training;

/// <summary>A large embedding moved row by row comes out as if every step had moved all of it.</summary>
public sealed class AdamRowUpdatesTests
{
    private const int Rows = 1400;
    private const int Width = 50;

    public static TheoryData<string> Kinds =>
        ["plain", "decay", "schedule", "clipvalue", "layer rate", "large epsilon", "slow first moment", "decay that is strong"];

    [Theory, MemberData(nameof(Kinds))]
    public void Apply_OverDifferentBatches_EqualsTheWholeTable(string kind)
    {
        using var rows = Table(isTable: true);
        using var whole = Table(isTable: false);
        using var late = Create(kind, rows);
        using var dense = Create(kind, whole);
        Assert.NotNull(rows.LateRows);
        Assert.Null(whole.LateRows);
        foreach (var step in Enumerable.Range(0, 120))
        {
            Step(late, rows, step);
            Step(dense, whole, step);
            if (step % 40 == 20)
            {
                AssertSame(whole, rows);
            }
            if (step == 70)
            {
                (late.LearningRate, dense.LearningRate) = (0.02f, 0.02f);
            }
        }
        AssertSame(whole, rows);
        AssertSameSlots(dense, late);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("decay")]
    public void Apply_AfterAThousandMissedSteps_EqualsTheWholeTable(string kind)
    {
        using var rows = Table(isTable: true);
        using var whole = Table(isTable: false);
        using var late = Create(kind, rows);
        using var dense = Create(kind, whole);
        foreach (var step in Enumerable.Range(0, 1100))
        {
            // All rows once, then a few for long, then some of the first.
            int[] ids =
                step == 0 ? [.. Enumerable.Range(0, Rows)]
                : step < 1099 ? [step % 7]
                : [.. Enumerable.Range(5, 300)];
            Step(late, rows, step, ids);
            Step(dense, whole, step, ids);
        }
        AssertSame(whole, rows);
        AssertSameSlots(dense, late);
    }

    [Theory]
    [InlineData("clipnorm")]
    [InlineData("globalClipnorm")]
    public void Apply_WithAClippedNorm_IsTheWholeTablesButForTheOrderOfASum(string kind)
    {
        using var rows = Table(isTable: true);
        using var whole = Table(isTable: false);
        using var late = Create(kind, rows);
        using var dense = Create(kind, whole);
        foreach (var step in Enumerable.Range(0, 30))
        {
            Step(late, rows, step);
            Step(dense, whole, step);
        }
        Assert.NotNull(rows.LateRows);
        Assert.All(GoldenData.Values(whole.Value).Zip(GoldenData.Values(rows.Value)), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Apply_AfterAResume_GoesOnAsIfNeverStopped(string kind)
    {
        using var whole = Table(isTable: true);
        using var straight = Create(kind, whole);
        using var rows = Table(isTable: true);
        using var resumed = Table(isTable: true);
        using (var first = Create(kind, rows))
        using (var second = Create(kind, resumed))
        {
            foreach (var step in Enumerable.Range(0, 60))
            {
                Step(straight, whole, step);
                Step(first, rows, step);
            }
            // As a checkpoint does: weights, slots, state.
            resumed.Assign(rows.Value);
            foreach (var (to, from) in second.Slots.Zip(first.Slots))
            {
                to.Value.copy_(from.Value);
            }
            second.State = first.State;
            foreach (var step in Enumerable.Range(60, 60))
            {
                Step(straight, whole, step);
                Step(second, resumed, step);
            }
            AssertSameSlots(straight, second);
        }
        // The optimizer has let go of it.
        Assert.Null(resumed.LateRows);
        AssertSame(whole, resumed);
    }

    [Fact]
    public void Apply_MovesTheRowsOfItsBatchAlone()
    {
        using var table = Table(isTable: true, rows: 1_000_000, width: 16);
        using var optimizer = Create("plain", table);
        foreach (var step in Enumerable.Range(0, 50))
        {
            Step(optimizer, table, step, [step, step + 1, step, 999_999]);
        }
        // Read and moved: of three rows a step, one was never met before, one a step ago.
        Assert.InRange(((AdamRowUpdates)table.LateRows!).RowsMoved, 50 * 3, 50 * 3 * 2);
    }

    [Fact]
    public void Lookup_SeesTheMovesThatARowHasMissed()
    {
        using var rows = Table(isTable: true);
        using var whole = Table(isTable: false);
        using var late = Create("plain", rows);
        using var dense = Create("plain", whole);
        foreach (var step in Enumerable.Range(0, 20))
        {
            int[] ids = step == 0 ? [3, 4] : [5];
            Step(late, rows, step, ids);
            Step(dense, whole, step, ids);
        }
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var ask = tensor(new long[] { 4, 3, 3, 1399 });
        Assert.Equal(GoldenData.Values(whole.Value.index_select(0, ask)), GoldenData.Values(rows.Lookup(ask)));
    }

    [Fact]
    public void Gradient_OfATableThatIsReadTwice_IsTheSum()
    {
        using var scope = NewDisposeScope();
        using var rows = Table(isTable: true);
        using var whole = Table(isTable: false);
        using var late = Create("plain", rows);
        using var dense = Create("plain", whole);
        foreach (var (table, optimizer) in new[] { (rows, late), (whole, dense) })
        {
            var loss = table.Lookup(tensor(new long[] { 1, 2, 2 })).square().sum() + table.Lookup(tensor(new long[] { 2, 7 })).sin().sum();
            loss.backward();
            optimizer.Apply([table.Gradient]);
            table.ClearGradient();
        }
        AssertSame(whole, rows);
    }

    [Fact]
    public void Step_WhoseActivationsAreComputedAgain_EqualsTheWholeTable()
    {
        using var scope = NewDisposeScope();
        var tables = new Dictionary<bool, Variable>();
        foreach (var isTable in new[] { true, false })
        {
            var words = BagOfWords.Build(Rows, Width, "words");
            var network = new Network(words.Inputs, [new Dense(3, name: "head").Apply(words.Outputs[0])]);
            network.Initialize(3);
            var table = tables[isTable] = words.Weights[0];
            table.IsTable = isTable;
            network.SyncRequiresGrad();
            using var optimizer = new Adam(new OptimizerOptions(0.01f));
            optimizer.Build(network.TrainableWeights);
            var segments = SegmentedNetwork.Of(network);
            Assert.True(segments.Count > 1);
            foreach (var step in Enumerable.Range(0, 10))
            {
                var (ids, mask) = TextBatches.Pad([
                    [step, step + 1, 5],
                    [7],
                    [5, 5],
                ]);
                using var pass = segments.Begin(new CallContext { Training = true });
                pass.Forward([ids, mask], logits: false)[0].square().sum().backward();
                pass.Backward();
                optimizer.Apply([.. optimizer.Weights.Select(weight => weight.Gradient)]);
                foreach (var weight in optimizer.Weights)
                {
                    weight.ClearGradient();
                }
            }
        }
        AssertSame(tables[false], tables[true]);
    }

    [Fact]
    public void Apply_WithoutTheGradientOfRowsThatWereRead_IsAFault()
    {
        using var scope = NewDisposeScope();
        using var rows = Table(isTable: true);
        using var optimizer = Create("plain", rows);
        rows.Lookup(tensor(new long[] { 1, 2 })).sum().backward();
        Assert.Throws<InvalidOperationException>(() => optimizer.Apply([rows.Value.grad]));
    }

    [Theory]
    [InlineData("amsgrad")]
    [InlineData("average")]
    [InlineData("accumulation")]
    [InlineData("constraint")]
    [InlineData("regularizer")]
    [InlineData("small")]
    [InlineData("no table")]
    public void Build_WhereRowsCouldNotBeMovedAlone_MovesAll(string kind)
    {
        using var table = new Variable(
            "embeddings",
            [kind == "small" ? 20 : Rows, Width],
            new RandomUniform(),
            regularizer: kind == "regularizer" ? new Regularizer("L2", 0, 0.01) : null
        )
        {
            IsTable = kind != "no table",
            Constraint = kind == "constraint" ? new NonNeg() : null,
        };
        var options = new OptimizerOptions(0.01f, UseEma: kind == "average", GradientAccumulationSteps: kind == "accumulation" ? 2 : null);
        table.Value.requires_grad = true;
        using var optimizer = new Adam(options, amsgrad: kind == "amsgrad");
        optimizer.Build([table]);
        Assert.Null(table.LateRows);
        Step(optimizer, table, 0, [1, 2]);
    }

    private static Variable Table(bool isTable, int rows = Rows, int width = Width)
    {
        var table = new Variable("embeddings", [rows, width], new RandomUniform()) { IsTable = isTable };
        table.Initialize(7);
        table.Value.requires_grad = true;
        return table;
    }

    private static Adam Create(string kind, Variable table)
    {
        var options = kind switch
        {
            "decay" => new OptimizerOptions(0.01f, WeightDecay: 0.004),
            "decay that is strong" => new OptimizerOptions(0.1f, WeightDecay: 3),
            "schedule" => new OptimizerOptions(0.01f, Schedule: new ExponentialDecay(0.01f, 10, 0.7f)),
            "clipvalue" => new OptimizerOptions(0.01f, ClipValue: 0.02),
            "clipnorm" => new OptimizerOptions(0.01f, ClipNorm: 0.05),
            "globalClipnorm" => new OptimizerOptions(0.01f, GlobalClipNorm: 0.05),
            _ => new OptimizerOptions(0.01f),
        };
        var optimizer = kind switch
        {
            "large epsilon" => new Adam(options, epsilon: 1e-3),
            "slow first moment" => new Adam(options, beta1: 0.9999, beta2: 0.9),
            _ => new Adam(options),
        };
        optimizer.Build([table], kind == "layer rate" ? [0.3f] : null);
        return optimizer;
    }

    // What words a step reads is drawn by its number, a few of them often.
    private static void Step(Optimizer optimizer, Variable table, int step, int[]? ids = null)
    {
        using var scope = NewDisposeScope();
        var random = new Random(step);
        ids ??= [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? random.Next(30) : random.Next(Rows))];
        var read = table.Lookup(tensor(ids.Select(id => (long)id).ToArray()));
        var target = tensor(ids.Select(id => MathF.Sin(id + step)).ToArray()).unsqueeze(1);
        (read - target).square().mean().backward();
        optimizer.Apply([table.Gradient]);
        table.ClearGradient();
    }

    private static void AssertSame(Variable expected, Variable actual) => AssertSame(expected.Value, actual.Value);

    private static void AssertSameSlots(Optimizer expected, Optimizer actual) =>
        Assert.All(expected.Slots.Zip(actual.Slots), pair => AssertSame(pair.First.Value, pair.Second.Value));

    // Bit by bit.
    private static void AssertSame(Tensor expected, Tensor actual)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(0, (expected.detach() - actual.detach()).abs().max().item<float>());
    }
}
