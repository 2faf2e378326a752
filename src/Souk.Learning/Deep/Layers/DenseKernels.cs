using Souk.Learning.Numerics;

namespace Souk.Learning.Deep.Layers;

/// <summary>
/// Matrix products over weights packed in panels of 32 columns (see <see cref="DenseLayer"/>), out of the register
/// tiles of <see cref="MatrixKernels"/>. Each sum runs over the inner index in order with fused multiply-adds, so that
/// tiling, register width and the number of rows do not change a result: one row scores as in a batch, to the bit.
/// </summary>
internal static unsafe class DenseKernels
{
    private const int Panel = DenseLayer.Panel;
    private const int TileRows = 4;

    /// <summary>Inner indices a pass: 256 × 32 floats of a panel fill most of a 48 KB first-level cache.</summary>
    private const int StepsPerPass = 256;

    /// <summary>c (rows × width) += a (rows × steps, row-major) × panels (width / 32 panels of steps × 32).</summary>
    public static void Multiply(float* a, nint aRow, float* panels, float* c, nint cRow, int rows, int width, int steps)
    {
        if (Lanes512.IsSupported)
        {
            Multiply<Lanes512>(a, aRow, panels, c, cRow, rows, width, steps);
        }
        else
        {
            Multiply<Lanes256>(a, aRow, panels, c, cRow, rows, width, steps);
        }
    }

    /// <summary>panels (inputs × width, packed) += aᵀ × d: the gradient of a layer's weights from its inputs a (rows ×
    /// inputs) and the gradient d of its outputs (rows × width). Inputs is a multiple of four.</summary>
    public static void AddOuter(
        float* a, nint aRow, float* d, nint dRow, float* panels, int rows, int inputs, int width)
    {
        if (Lanes512.IsSupported)
        {
            AddOuter<Lanes512>(a, aRow, d, dRow, panels, rows, inputs, width);
        }
        else
        {
            AddOuter<Lanes256>(a, aRow, d, dRow, panels, rows, inputs, width);
        }
    }

    /// <summary>Packs the transposed weights of a layer: outputs as inner index, panels of 32 inputs.</summary>
    public static void Transpose(DenseLayer layer, float* weights, float* transposed)
    {
        float* from = weights + layer.Offset;
        float* to = transposed + layer.Offset;
        for (int output = 0; output < layer.Width; output++)
        {
            float* column = from + (output / Panel * (nint)layer.Inputs * Panel) + (output % Panel);
            for (int input = 0; input < layer.Inputs; input++)
            {
                nint at = (input / Panel * (nint)layer.Width * Panel) + ((nint)output * Panel) + (input % Panel);
                to[at] = column[(nint)input * Panel];
            }
        }
    }

    internal static void Multiply<T>(
        float* a, nint aRow, float* panels, float* c, nint cRow, int rows, int width, int steps)
        where T : struct, ILanes<T>
    {
        for (int from = 0; from < steps; from += StepsPerPass)
        {
            int count = Math.Min(StepsPerPass, steps - from);
            for (int j = 0; j < width; j += Panel)
            {
                float* panel = panels + ((nint)j * steps) + ((nint)from * Panel);
                int r = 0;
                for (; r + TileRows <= rows; r += TileRows)
                {
                    MatrixKernels.Tile4x32<T>(
                        a + (r * aRow) + from, aRow, 1, panel, Panel, c + (r * cRow) + j, cRow, count, true);
                }

                for (; r < rows; r++)
                {
                    MatrixKernels.Tile1x32<T>(a + (r * aRow) + from, panel, c + (r * cRow) + j, count, true);
                }
            }
        }
    }

    internal static void AddOuter<T>(
        float* a, nint aRow, float* d, nint dRow, float* panels, int rows, int inputs, int width)
        where T : struct, ILanes<T>
    {
        for (int j = 0; j < width; j += Panel)
        {
            float* panel = panels + ((nint)j * inputs);
            for (int i = 0; i < inputs; i += TileRows)
            {
                MatrixKernels.Tile4x32<T>(a + i, 1, aRow, d + j, dRow, panel + ((nint)i * Panel), Panel, rows, true);
            }
        }
    }
}
