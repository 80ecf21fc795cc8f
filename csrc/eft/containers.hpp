// Containers of disks on the grid: rectangles and convex polygons.
//
// For a wall at distance w from a centre the shrink v >= R - floor(w) decides, as radii are integers: in a rectangle w is one. In a polygon
// the wall from P to Q (counter-clockwise) is at w = D / L with D = (Q - P) x (C - P) >= 0 and L^2 = |Q - P|^2 integers, and floor(w) is
// the largest integer t with t^2 L^2 <= D^2. Coordinates are at most 2^47 in magnitude, so both sides stay below 2^196.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "eft/disks.hpp"
#include "eft/verdict.hpp"

namespace eft::packing {

using disks::Box;
using disks::kGrid;

struct Crossing {
    std::int64_t disk = -1, wall = -1;
};

inline Box square() { return {kGrid / 2, kGrid / 2, kGrid / 2, kGrid / 2, kGrid}; }

// Of perimeter 4; width quantised as well. True unless it is not in (0, 2).
inline bool rectangle(double width, Box& box) {
    const double w = disks::to_grid(width), h = 2 * kGrid - w;
    box = {w / 2, h / 2, w / 2, h / 2, kGrid};
    return w > 0 && w < 2 * kGrid;
}

struct Rectangle {
    Box box;
    static constexpr bool sides = true;  // walls are left, right, lower, upper

    template <int W>
    EFT_INLINE double worst(const disks::Disks& d) const {  // largest radius - distance to the nearest wall, or 0
        Vec<W> most{};
        std::size_t i = 0;
        for (; i + W <= d.n; i += W) {
            const Vec<W> x = box.half_width - disks::magnitude<W>(load<W>(&d.x[i]));
            const Vec<W> y = box.half_height - disks::magnitude<W>(load<W>(&d.y[i]));
            most = disks::larger<W>(load<W>(&d.radius[i]) - disks::smaller<W>(x, y), most);
        }
        double v = 0;
        for (int k = 0; k < W; ++k) v = std::max(v, most[k]);
        for (; i < d.n; ++i)
            v = std::max(v, d.radius[i] - std::min(box.half_width - std::fabs(d.x[i]), box.half_height - std::fabs(d.y[i])));
        return v;
    }

    bool holds(double, double) const { return true; }

    // The first disk and side that ask for v.
    Crossing crossing(const disks::Disks& d, double v) const {
        for (std::size_t i = 0; i < d.n; ++i) {
            const double room[4] = {box.half_width + d.x[i], box.half_width - d.x[i], box.half_height + d.y[i], box.half_height - d.y[i]};
            for (int side = 0; side < 4; ++side)
                if (d.radius[i] - room[side] == v) return {static_cast<std::int64_t>(i), side};
        }
        return {};
    }
};

// Strictly convex, counter-clockwise, corners on the grid within [-2, 2]^2.
class Polygon {
  public:
    Box box;
    static constexpr bool sides = false;

    static constexpr std::size_t kMostCorners = 1024;

    // x, y: the corners in order; rounded to the grid. std::invalid_argument for anything else.
    Polygon(std::span<const double> x, std::span<const double> y) {
        require(x.size() == y.size() && x.size() >= 3 && x.size() <= kMostCorners, "polygon: expected 3 to 1024 corners");
        double low_x = 0, high_x = 0, low_y = 0, high_y = 0;
        for (std::size_t k = 0; k < x.size(); ++k) {
            const double X = disks::to_grid(x[k]), Y = disks::to_grid(y[k]);
            require(std::fabs(X) <= 2 * kGrid && std::fabs(Y) <= 2 * kGrid, "polygon: expected corners in [-2, 2] x [-2, 2]");
            corners_.push_back({static_cast<std::int64_t>(X), static_cast<std::int64_t>(Y)});
            low_x = k ? std::min(low_x, X) : X, high_x = k ? std::max(high_x, X) : X;
            low_y = k ? std::min(low_y, Y) : Y, high_y = k ? std::max(high_y, Y) : Y;
        }
        std::size_t turns = 0;  // times that an edge points left after one that points right: once around the polygon
        for (std::size_t k = 0; k < corners_.size(); ++k) {
            const Point a = edge_of(k), b = edge_of((k + 1) % corners_.size());
            require(cross(a, b) > 0, "polygon: expected strictly convex corners in counter-clockwise order");
            turns += upper(a) && !upper(b);
            inverse_.push_back(1 / std::hypot(static_cast<double>(a.x), static_cast<double>(a.y)));
        }
        require(turns == 1, "polygon: expected strictly convex corners in counter-clockwise order");
        box = {(low_x + high_x) / 2, (low_y + high_y) / 2, (high_x - low_x) / 2, (high_y - low_y) / 2,
               std::max(high_x - low_x, high_y - low_y)};
    }

    template <int W>
    EFT_INLINE double worst(const disks::Disks& d) const {
        double v = 0;
        for (std::size_t i = 0; i < d.n; ++i)
            for (std::size_t k = 0; k < corners_.size(); ++k)
                if (d.radius[i] - surely(k, d.x[i], d.y[i]) > v) v = std::max(v, d.radius[i] - room(k, d.x[i], d.y[i]));
        return v;
    }

    // Whether a centre of the bounding box lies in the polygon.
    bool holds(double x, double y) const {
        for (std::size_t k = 0; k < corners_.size(); ++k)
            if (!(height(k, x, y) >= 0)) return false;
        return true;
    }

    Crossing crossing(const disks::Disks& d, double v) const {
        for (std::size_t i = 0; i < d.n; ++i)
            for (std::size_t k = 0; k < corners_.size(); ++k)
                if (d.radius[i] - room(k, d.x[i], d.y[i]) == v) return {static_cast<std::int64_t>(i), static_cast<std::int64_t>(k)};
        return {};
    }

  private:
    struct Point {
        std::int64_t x, y;
    };
    std::vector<Point> corners_;
    std::vector<double> inverse_;  // 1 / L

    static i128 cross(Point a, Point b) { return static_cast<i128>(a.x) * b.y - static_cast<i128>(a.y) * b.x; }
    static bool upper(Point a) { return a.y > 0 || (a.y == 0 && a.x > 0); }
    Point edge_of(std::size_t k) const {
        const Point a = corners_[k], b = corners_[(k + 1) % corners_.size()];
        return {b.x - a.x, b.y - a.y};
    }
    // D of the header, for a centre relative to that of the box.
    i128 height(std::size_t k, double x, double y) const {
        const Point c{static_cast<std::int64_t>(x + box.x), static_cast<std::int64_t>(y + box.y)};
        return cross(edge_of(k), {c.x - corners_[k].x, c.y - corners_[k].y});
    }
    // At most the distance from edge k: the roundings of the quotient stay below 2^-50 relative.
    double surely(std::size_t k, double x, double y) const {
        return static_cast<double>(height(k, x, y)) * inverse_[k] * (1 - 0x1p-48) - 1;
    }
    // floor of the distance of an inner point from edge k.
    double room(std::size_t k, double x, double y) const {
        const Point e = edge_of(k);
        const auto D = static_cast<u128>(height(k, x, y));
        const u128 squared = static_cast<u128>(static_cast<i128>(e.x) * e.x + static_cast<i128>(e.y) * e.y);
        const Wide target = product(D, D);
        auto t = static_cast<std::uint64_t>(static_cast<double>(D) / std::sqrt(static_cast<double>(squared)));
        while (!(product(squared, static_cast<u128>(t) * t) <= target)) --t;
        while (product(squared, static_cast<u128>(t + 1) * (t + 1)) <= target) ++t;
        return static_cast<double>(t);
    }
};

}  // namespace eft::packing
