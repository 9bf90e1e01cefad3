using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlOpsDashboard.Workers.Engine.Kernels;

/// <summary>
/// Adam's update of some rows of a table, with the steps that they missed before it: in such a step the gradient was zero, yet the moments decayed and the
/// weight moved. Each is taken as <see cref="AdamUpdate"/> takes it, number for number, so that a row comes out as if every step had moved the whole table.
/// </summary>
/// <remarks>
/// Once a weight's move is below a quarter of what a float32 of its size can tell, so is every later one, and the weight is left as it is: a move is at most
/// rate * |m| / (sqrt(v) + epsilon), of which a step of zero gradient leaves less than beta1 / sqrt(beta2), and the weight itself keeps more than that. The
/// moments decay to the end.
/// </remarks>
internal static unsafe class AdamRows
{
    private const int Lanes = 16;
    private const int RowsAtOnce = 64;

    // Whether moves are over is asked once in so many steps.
    private const int AskEvery = 8;

    // Half of what a float32 can tell beside a power of two, halved again for rounding on the way.
    private const float Untold = 1f / (1 << 26);

    // A decaying moment can stay at a few of the smallest numbers there are.
    private const float Least = 1.4e-44f;

    /// <summary>A step, the whole table's.</summary>
    /// <param name="Rate">With the bias correction.</param>
    /// <param name="Kept">What weight decay leaves of a weight; 1 without.</param>
    public readonly record struct Step(float Rate, float Kept);

    /// <summary>The table and what goes with it, row by row in memory.</summary>
    public struct Table
    {
        public float* Weight,
            Momentum,
            Velocity;
        public int Width;
        public float Beta1,
            Beta2,
            Rest1,
            Rest2,
            Epsilon;

        /// <summary>Whether any step keeps less than all of a weight.</summary>
        public bool Decays;

        /// <summary>The largest rate of any step.</summary>
        public float LargestRate;

        /// <summary>Whether moves can be over: what a move keeps is less than what a weight keeps, in every step.</summary>
        public bool MovesEnd;
    }

    private struct Job
    {
        public Table Table;
        public int* Rows;
        public int* Done;
        public int Count;
        public Step* Steps;
        public int StepCount;
        public float* Gradient;
    }

    /// <summary>Takes all steps that rows have missed; with a gradient the last of them is its.</summary>
    /// <param name="rows">Each once; null: all.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="done">Of every row of the table, how many of the steps it has taken; becomes all.</param>
    /// <param name="gradient">(count, width), or null.</param>
    public static void Run(Table table, int* rows, int count, int[] done, ReadOnlySpan<Step> steps, float* gradient)
    {
        fixed (int* taken = done)
        fixed (Step* all = steps)
        {
            var job = new Job
            {
                Table = table,
                Rows = rows,
                Done = taken,
                Count = count,
                Steps = all,
                StepCount = steps.Length,
                Gradient = gradient,
            };
            ComputeThreads.For((count + RowsAtOnce - 1) / RowsAtOnce, &Move, &job);
        }
    }

    private static void Move(void* state, int index)
    {
        var job = (Job*)state;
        var end = Math.Min(job->Count, (index + 1) * RowsAtOnce);
        for (var i = index * RowsAtOnce; i < end; i++)
        {
            var row = job->Rows == null ? i : job->Rows[i];
            var first = job->Done[row];
            if (first < job->StepCount)
            {
                MoveRow(job, row, first, job->Gradient == null ? null : job->Gradient + ((long)i * job->Table.Width));
                job->Done[row] = job->StepCount;
            }
        }
    }

    private static void MoveRow(Job* job, int row, int first, float* gradient)
    {
        var table = &job->Table;
        var at = (long)row * table->Width;
        var column = 0;
        for (; column <= table->Width - Lanes; column += Lanes)
        {
            MoveLanes(
                job,
                first,
                table->Weight + at + column,
                table->Momentum + at + column,
                table->Velocity + at + column,
                gradient == null ? null : gradient + column
            );
        }
        var rest = table->Width - column;
        if (rest == 0)
        {
            return;
        }
        var parts = stackalloc float[4 * Lanes];
        new Span<float>(parts, 4 * Lanes).Clear();
        float* w = parts,
            m = parts + Lanes,
            v = parts + (2 * Lanes),
            g = parts + (3 * Lanes);
        Copy(table->Weight + at + column, w, rest);
        Copy(table->Momentum + at + column, m, rest);
        Copy(table->Velocity + at + column, v, rest);
        if (gradient != null)
        {
            Copy(gradient + column, g, rest);
        }
        MoveLanes(job, first, w, m, v, gradient == null ? null : g);
        Copy(w, table->Weight + at + column, rest);
        Copy(m, table->Momentum + at + column, rest);
        Copy(v, table->Velocity + at + column, rest);
    }

    private static void Copy(float* from, float* to, int count) => new Span<float>(from, count).CopyTo(new Span<float>(to, count));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MoveLanes(Job* job, int first, float* weight, float* momentum, float* velocity, float* gradient)
    {
        var table = &job->Table;
        var (w, m, v) = (Vector512.Load(weight), Vector512.Load(momentum), Vector512.Load(velocity));
        if (gradient == null && !table->Decays && Vector512.EqualsAll(m, Vector512<float>.Zero) && Vector512.EqualsAll(v, Vector512<float>.Zero))
        {
            return;
        }
        var epsilon = Vector512.Create(table->Epsilon);
        var missed = gradient == null ? job->StepCount : job->StepCount - 1;
        var i = first;
        for (; i < missed; i++)
        {
            if ((i - first) % AskEvery == 0 && IsOver(table, w, m, v))
            {
                break;
            }
            m *= table->Beta1;
            v *= table->Beta2;
            w = (w * job->Steps[i].Kept) - (m * job->Steps[i].Rate / (Vector512.Sqrt(v) + epsilon));
        }
        for (; i < missed; i++)
        {
            w *= job->Steps[i].Kept;
            m *= table->Beta1;
            v *= table->Beta2;
        }
        if (gradient != null)
        {
            var g = Vector512.Load(gradient);
            m = (m * table->Beta1) + (g * table->Rest1);
            v = (v * table->Beta2) + (g * g * table->Rest2);
            w = (w * job->Steps[i].Kept) - (m * job->Steps[i].Rate / (Vector512.Sqrt(v) + epsilon));
        }
        w.Store(weight);
        m.Store(momentum);
        v.Store(velocity);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsOver(Table* table, Vector512<float> w, Vector512<float> m, Vector512<float> v)
    {
        var still = Vector512.Equals(m, Vector512<float>.Zero);
        if (Vector512.EqualsAll(m, Vector512<float>.Zero))
        {
            return true;
        }
        if (!table->MovesEnd)
        {
            return false;
        }
        var move = (Vector512.Abs(m) + Vector512.Create(Least)) * table->LargestRate / (Vector512.Sqrt(v) + Vector512.Create(table->Epsilon));
        return Vector512.EqualsAll((still | Vector512.LessThan(move, Vector512.Abs(w) * Untold)).AsInt32(), Vector512<int>.AllBitsSet);
    }
}
